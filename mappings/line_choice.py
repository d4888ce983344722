"""Which national line a description falls in, or the one question that decides it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from mappings.families import evidence_in
from mappings.line_cues import Mentions, mentions
from mappings.line_questions import question_text
from mappings.nomenclature import LANGUAGES, Language
from mappings.tariff import OTHER, Tariff, TariffLine
from mappings.titles import title

# Of these silence means "other": a traditional garment is called by its name, a special importer says so.
_SILENCE_MEANS_OTHER: Final = frozenset({"tradition", "importer", OTHER})
# What is asked first, where several things are open.
_FIRST: Final = ("stamp", "hand", "user", "material", "fibre", "animal", "part", "kind", "use")
# A word on these outweighs one on anything else, which the subheading often says already.
_STRONG: Final = ("stamp", "tradition", "hand")


@dataclass(frozen=True, slots=True)
class LineOption:
    """One answer to a question on lines."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class LineQuestion:
    """The question that decides between lines.

    Parameters
    ----------
    attribute : str
    text : str
    options : tuple of LineOption
    """

    attribute: str
    text: str
    options: tuple[LineOption, ...]


@dataclass(frozen=True, slots=True)
class LineChoice:
    """The line of a description, or what is still open.

    Parameters
    ----------
    line : TariffLine or None
        None where the text leaves several lines open.
    candidates : tuple of TariffLine
        The lines still open, most likely first.
    question : LineQuestion or None
        What to ask when `line` is None.
    words : tuple of str
        Words of the text that decided.
    """

    line: TariffLine | None
    candidates: tuple[TariffLine, ...]
    question: LineQuestion | None = None
    words: tuple[str, ...] = ()


def choose_line(
    tariff: Tariff,
    subheading: str,
    text: str,
    *,
    answers: Mapping[str, str] | None = None,
    language: Language = "fr",
) -> LineChoice:
    """Choose the national line of a description whose subheading is known.

    Parameters
    ----------
    tariff : Tariff
    subheading : str
        Six digits.
    text : str
    answers : mapping of str to str, optional
        Answers to earlier questions on lines: attribute to value; the value
        "other" says that none of the named ones holds.
    language : {"fr", "en", "es", "ar"}
        Of the question.

    Returns
    -------
    LineChoice
        With no candidate when the tariff has no line there.

    Notes
    -----
    A line whose words stand in the text is taken. A text that denies them
    ("without stamp"), or speaks of machine work where lines are for hand
    work, leaves the residual line. Where the text is silent, what decides is
    asked: on lines written for the purpose, taking the residual line in
    silence was right in six cases out of ten only.

    Examples
    --------
    >>> from mappings.tariff import moroccan_tariff
    >>> found = choose_line(moroccan_tariff(), "570110", "tapis noué estampillé par l'Etat")
    >>> found.line.code, found.question
    ('5701100010', None)
    >>> choose_line(moroccan_tariff(), "570110", "tapis noué", language="en").question.text
    'Does it bear the State stamp?'
    >>> choose_line(moroccan_tariff(), "570110", "tapis noué, sans estampille").line.code
    '5701100090'
    """
    lines = tariff.under(subheading)
    if len(lines) <= 1:
        return LineChoice(lines[0] if lines else None, lines)
    given = dict(answers or {})
    if given.get("line") in tariff:
        return LineChoice(tariff[given["line"]], (tariff[given["line"]],))
    left = _answered(lines, given)
    found = {line.code: _mentions(line, text) for line in left}
    best = _named(left, found)
    if len(best) == 1:
        return LineChoice(best[0], best, None, found[best[0].code].said)
    if best:
        return LineChoice(None, best, _which(best, language))
    return _unnamed(left, found, text, given, language)


def _mentions(line: TariffLine, text: str) -> Mentions:
    """The line's words in the text."""
    cues = line.qualifier.cues if line.qualifier else ()
    if _attribute(line) in ("fibre", "material"):
        cues = _telling(line.code[:6], cues)
    found = mentions(cues, text)
    if _attribute(line) == "hand" and found.said and evidence_in(text)[1]:
        return Mentions((), found.said + found.denied)
    return found


@cache
def _telling(subheading: str, cues: tuple[str, ...]) -> tuple[str, ...]:
    """The cues without what the subheading itself is made of, which tells no line from another."""
    titles = " . ".join(title(subheading, language) for language in LANGUAGES)
    said_anyway = mentions(cues, titles).said
    return tuple(cue for cue in cues if cue not in said_anyway)


def _answered(lines: Sequence[TariffLine], answers: Mapping[str, str]) -> tuple[TariffLine, ...]:
    """The lines that the answers leave."""
    kept = list(lines)
    for attribute, value in answers.items():
        holding = [line for line in kept if _attribute(line) == attribute]
        said = [line for line in holding if line.qualifier and line.qualifier.value == value]
        if said:
            kept = said
        elif value == OTHER:
            kept = [line for line in kept if line not in holding] or kept
    return tuple(kept)


def _named(lines: Sequence[TariffLine], found: Mapping[str, Mentions]) -> tuple[TariffLine, ...]:
    """The lines whose words stand in the text: the strongest, then those with most."""
    spoken = [line for line in lines if found[line.code].said]
    strong = [line for line in spoken if _attribute(line) in _STRONG]
    scores = {line.code: sum(len(word) for word in found[line.code].said) for line in strong or spoken}
    top = max(scores.values(), default=0)
    return tuple(line for line in strong or spoken if scores[line.code] == top)


def _unnamed(
    lines: tuple[TariffLine, ...],
    found: Mapping[str, Mentions],
    text: str,
    answers: Mapping[str, str],
    language: Language,
) -> LineChoice:
    """What to do when no line's words stand in the text."""
    if len(lines) == 1:
        return LineChoice(lines[0], lines)
    residual = tuple(line for line in lines if _attribute(line) == OTHER)
    matters = sorted({_attribute(line) for line in lines} - _SILENCE_MEANS_OTHER - set(answers), key=_rank)
    open_matters = [matter for matter in matters if not _spoken_of(matter, lines, found, text)]
    if open_matters or not residual:
        matter = open_matters[0] if open_matters else ""
        return LineChoice(
            None, lines, _question(lines, matter, language) if matter else _which(lines, language)
        )
    if len(residual) == 1:
        return LineChoice(residual[0], (residual[0], *(line for line in lines if line not in residual)))
    return LineChoice(None, residual, _which(residual, language))


def _spoken_of(attribute: str, lines: Sequence[TariffLine], found: Mapping[str, Mentions], text: str) -> bool:
    """Whether the text settles the matter for the residual line."""
    named = [line for line in lines if _attribute(line) == attribute]
    if any(found[line.code].denied for line in named):
        return True
    return attribute == "hand" and bool(evidence_in(text)[1])


def _rank(attribute: str) -> tuple[int, str]:
    return (_FIRST.index(attribute) if attribute in _FIRST else len(_FIRST), attribute)


def _question(lines: Sequence[TariffLine], attribute: str, language: Language) -> LineQuestion:
    options: dict[str, str] = {}
    for line in lines:
        if line.qualifier and line.qualifier.attribute == attribute:
            options.setdefault(line.qualifier.value, line.qualifier.labels[language])
    listed = [LineOption(value, label) for value, label in options.items()]
    if any(_attribute(line) != attribute for line in lines):
        listed.append(LineOption(OTHER, question_text(OTHER, language)))
    return LineQuestion(attribute, question_text(attribute, language), tuple(listed))


def _which(lines: Sequence[TariffLine], language: Language) -> LineQuestion:
    options = tuple(LineOption(line.code, f"{line.code} {line.distinction(language)}") for line in lines)
    return LineQuestion("line", question_text("line", language), options)


def _attribute(line: TariffLine) -> str:
    return line.qualifier.attribute if line.qualifier else OTHER
