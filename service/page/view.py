"""An answer as the page shows it: plain values, nothing left to decide in the template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from classifier.ask import UNKNOWN
from classifier.explain import PRIOR
from classifier.reasons import reason
from mappings import HSCode, Language, hierarchy, title
from mappings.families import family
from mappings.line_questions import LINE_ATTRIBUTES, question_text
from mappings.tariff import OTHER
from service.answers import Answer
from service.http.services import Services
from service.page.answers import without, write_answers
from service.page.differences import Separation, answer_label, separation
from service.page.emphasis import Piece, deciding_words, emphasised
from service.page.words import word

if TYPE_CHECKING:
    from classifier.results import Candidate, Question
    from mappings.line_choice import LineQuestion
    from mappings.tariff import TariffLine

_LEAST: Final = 0.005
_MOST: Final = 4
_SURE: Final = ((0.95, "sure_very"), (0.8, "sure"), (0.5, "sure_likely"), (0.0, "sure_weak"))


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another code that the text may mean."""

    code: str
    title: str
    probability: float
    separation: Separation | None


@dataclass(frozen=True, slots=True)
class Given:
    """An answer given earlier, and the answers that are left when it is withdrawn."""

    question: str
    label: str
    rest: list[str]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """Everything that the answer's part of the page shows.

    Parameters
    ----------
    text : str
    state : str
        "decided", "partial", "undecided", "out_of_scope" or "empty".
    code : str or None
    level : str
        "chapter", "heading" or "subheading"; empty without a code.
    titles : tuple of (code, title)
    probability : float
    sure : str
        Key of the words for the probability.
    reason, basis : str
    pieces : tuple of Piece
    deciding : tuple of str
    alternatives : tuple of Alternative
    question : Question or None
    answers : list of str
        As they travel.
    given : tuple of Given
    subheading : str or None
    line : TariffLine or None
    open_lines : tuple of TariffLine
        More than one while the line is open.
    line_question : LineQuestion or None
    line_words : tuple of str
    family, craft, craft_words : str
        "" where there is none.
    choices : tuple of Candidate
        What may be recorded.
    """

    text: str
    state: str
    code: str | None
    level: str
    titles: tuple[tuple[str, str], ...]
    probability: float
    sure: str
    reason: str
    basis: str
    pieces: tuple[Piece, ...]
    deciding: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    question: Question | None
    answers: list[str]
    given: tuple[Given, ...]
    subheading: str | None
    line: TariffLine | None
    open_lines: tuple[TariffLine, ...]
    line_question: LineQuestion | None
    line_words: tuple[str, ...]
    family: str
    craft: str
    craft_words: str
    choices: tuple[Candidate, ...]


def view(services: Services, found: Answer, answers: Mapping[str, str], language: Language) -> AnswerView:
    """What to show of an answer.

    Parameters
    ----------
    services : Services
    found : Answer
    answers : mapping of attribute to value
        All that the person gave, "I do not know" included.
    language : {"fr", "en", "es", "ar"}

    Returns
    -------
    AnswerView
    """
    result = found.classification
    state = _state(found, language)
    pieces = emphasised(result.text, result.evidence) if state != "empty" else ()
    leader = result.candidates[0].code
    line_question = found.line.question if found.line else None
    # One question at a time: the line is asked about once the code is decided, and not again when unknown.
    waits = state != "decided" and result.question is not None
    if line_question and (waits or line_question.attribute in answers):
        line_question = None
    return AnswerView(
        text=result.text,
        state=state,
        code=result.code,
        level=HSCode(result.code).level if result.code else "",
        titles=hierarchy(result.code, language) if result.code else (),
        probability=result.probability,
        sure=next(key for least, key in _SURE if result.probability >= least),
        reason=result.reason,
        basis=result.legal_basis if state in ("decided", "partial") else "",
        pieces=pieces,
        deciding=deciding_words(pieces),
        alternatives=_alternatives(services, found, state, leader, language),
        question=result.question,
        answers=write_answers(answers),
        given=given_answers(services, answers, language),
        subheading=found.subheading,
        line=found.line.line if found.line else None,
        open_lines=found.line.candidates if found.line else (),
        line_question=line_question,
        line_words=found.line.words if found.line else (),
        family=family(found.family).titles[language] if found.family else "",
        craft=found.craft.status if found.craft else "",
        craft_words=_craft_words(found),
        choices=result.candidates if state in ("decided", "partial") else (),
    )


def _state(found: Answer, language: Language) -> str:
    result = found.classification
    readable = any(e.token != PRIOR for e in result.evidence)
    if not readable or result.reason == reason("empty", language):
        return "empty"
    return result.status


def _alternatives(
    services: Services, found: Answer, state: str, leader: str, language: Language
) -> tuple[Alternative, ...]:
    """The next candidates; while nothing is decided, the best one is listed too."""
    result = found.classification
    if state in ("empty", "out_of_scope"):
        return ()
    others = [c for c in result.candidates if c.code != result.code]
    # Even behind a sure answer the nearest two tell a person what the goods are not.
    listed = [c for i, c in enumerate(others) if i < 2 or c.probability >= _LEAST]
    knowledge = services.classifier.artifact.knowledge
    return tuple(
        Alternative(
            c.code,
            title(c.code, language),
            c.probability,
            separation(c.code, leader, knowledge, language) if c.code != leader else None,
        )
        for c in listed[:_MOST]
    )


def given_answers(services: Services, answers: Mapping[str, str], language: Language) -> tuple[Given, ...]:
    """Answers in words."""
    attributes = services.classifier.artifact.knowledge.attributes
    found = []
    for name, value in answers.items():
        if name in attributes:
            question = attributes[name].question[language]
        else:
            question = question_text(name, language) if name in LINE_ATTRIBUTES else name
        found.append(Given(question, _label(services, name, value, language), without(answers, name)))
    return tuple(found)


def _label(services: Services, name: str, value: str, language: Language) -> str:
    if value == UNKNOWN:
        return word("dont_know", language)
    if name == "line":
        return str(HSCode(value)) if value in services.tariff else value
    label = answer_label(name, value, services.classifier.artifact.knowledge.attributes, language)
    if label != value:
        return label
    if value == OTHER:
        return question_text(OTHER, language)
    told = (line.qualifier for line in services.tariff.values())
    return next((q.labels[language] for q in told if q and (q.attribute, q.value) == (name, value)), value)


def _craft_words(found: Answer) -> str:
    kind, _, words = found.craft.ground.partition(":") if found.craft else ("", "", "")
    return words if kind == "evidence" else ""
