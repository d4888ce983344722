"""One answer: code, national line, family, craft status.

The command line, the API and the page all call `answer`, so that they never
disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from operator import attrgetter
from typing import Any, Final

from classifier import Classification, Classifier
from classifier.ask import UNKNOWN
from classifier.errors import AnswerError
from classifier.knowledge import Attribute
from classifier.model import speak
from mappings import Language
from mappings.families import Craft, craft_status, family_of
from mappings.line_choice import LineChoice, LineQuestion, choose_line
from mappings.line_questions import LINE_ATTRIBUTES
from mappings.tariff import OTHER, Tariff, TariffLine
from mappings.words import Sentence

LIKELY: Final = 0.5
_FIELDS: Final = tuple(Classification.__slots__)
_values_of: Final = attrgetter(*_FIELDS)


class UnknownAnswerError(AnswerError):
    """An answer that neither the classifier nor the national lines know.

    Parameters
    ----------
    name, value : str
    sentence : Sentence
    """

    def __init__(self, name: str, value: str, sentence: Sentence) -> None:
        self.name = name
        self.value = value
        super().__init__(sentence)


class UnknownLineError(AnswerError):
    """An answer that names a line which the tariff does not have.

    Parameters
    ----------
    value : str
    """

    def __init__(self, value: str) -> None:
        self.value = value
        super().__init__(
            "answer line={value}: not a line of the tariff; send the code of an offered one.", value=value
        )


@dataclass(frozen=True)
class Desk:
    """What answers are made from.

    Parameters
    ----------
    classifier : Classifier
    tariff : Tariff
        The national lines, of Morocco by default.
    """

    classifier: Classifier
    tariff: Tariff


@dataclass(frozen=True, slots=True)
class Answer:
    """A classification with what follows from its code.

    Parameters
    ----------
    classification : Classification
    language : {"fr", "en", "es", "ar"}
        In which the answer is written.
    subheading : str or None
        The six digits that are decided, or likely; line, family and craft are
        of these.
    line : LineChoice or None
        The national line, or the question that decides it.
    family : str
        Key of the craft family, "" when there is none.
    craft : Craft or None
    """

    classification: Classification
    language: Language
    subheading: str | None = None
    line: LineChoice | None = None
    family: str = ""
    craft: Craft | None = None

    def shallow(self) -> dict[str, Any]:
        """The fields in their order, with the library's frozen objects left as they are."""
        fields: dict[str, Any] = dict(zip(_FIELDS, _values_of(self.classification), strict=True))
        fields["subheading"] = self.subheading
        fields["national_line"] = line_facts(self.line, self.language) if self.line else None
        fields["family"] = self.family or None
        fields["craft"] = self.craft
        return fields

    def to_dict(self) -> dict[str, Any]:
        """The same as plain dictionaries and lists, ready for JSON.

        The fields of the classification, then ``subheading``,
        ``national_line``, ``family`` and ``craft``.
        """
        fields = self.shallow()
        fields.update(self.classification.to_dict())
        fields["craft"] = asdict(self.craft) if self.craft else None
        return fields


def answer(
    desk: Desk,
    text: str,
    *,
    language: Language | None = None,
    answers: Mapping[str, str] | None = None,
    k: int = 5,
) -> Answer:
    """Classify one text and say what follows.

    Parameters
    ----------
    desk : Desk
    text : str
    language : {"fr", "en", "es", "ar"}, optional
        Of the answer; that of the text when not given.
    answers : mapping of attribute to value, optional
        To questions of the classifier and of national lines alike.
    k : int
        Number of candidates, at least 5.

    Returns
    -------
    Answer

    Raises
    ------
    AnswerError
        When an answer names an attribute or a value that does not exist.
    """
    goods, lines = split_answers(desk, answers or {})
    found = desk.classifier.classify(text, answers=goods, k=k, language=language)
    return complete(desk, found, language=language, line_answers=lines)


def complete(
    desk: Desk,
    found: Classification,
    *,
    language: Language | None = None,
    line_answers: Mapping[str, str] | None = None,
) -> Answer:
    """Add to a classification the national line, the family and the craft status."""
    spoken = language or speak(found.language, found.text)
    subheading = settled(found)
    if subheading is None:
        return Answer(found, spoken)
    given = dict(line_answers or {})
    if not given.get("line", subheading).startswith(subheading):
        del given["line"]  # other answers have moved the goods to another subheading
    line = choose_line(desk.tariff, subheading, found.text, answers=given, language=spoken)
    chosen = line.line.code if line.line else None
    craft = craft_status(subheading, found.text, chosen)
    return Answer(found, spoken, subheading, line, family_of(subheading), craft)


def settled(found: Classification) -> str | None:
    """The six digits that a classification stands for: decided, or more likely than not."""
    if found.status == "decided":
        return found.code
    best = found.candidates[0]
    likely = found.status in ("partial", "undecided") and best.probability >= LIKELY
    return best.code if likely else None


def split_answers(desk: Desk, answers: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Answers for the classifier, and answers for the national lines; some are for both.

    Raises
    ------
    AnswerError
        When neither knows an answer.
    """
    goods: dict[str, str] = {}
    lines: dict[str, str] = {}
    attributes = desk.classifier.artifact.knowledge.attributes
    for name, value in answers.items():
        for_goods = _goods_know(attributes, name, value)
        for_lines = name in LINE_ATTRIBUTES and _lines_know(desk.tariff, name, value)
        if for_goods:
            goods[name] = value
        if for_lines:
            lines[name] = value
        if name == "line" and not for_lines:
            raise UnknownLineError(value)
        if not for_goods and not for_lines:
            raise _refusal(desk, name, value)
    return goods, lines


def _goods_know(attributes: Mapping[str, Attribute], name: str, value: str) -> bool:
    return name in attributes and (value in attributes[name].values or value == UNKNOWN)


def _lines_know(tariff: Tariff, name: str, value: str) -> bool:
    return value in tariff if name == "line" else value in line_values(tariff, name)


def line_values(tariff: Tariff, name: str) -> frozenset[str]:
    """The values that lines are told apart by."""
    return tariff.values_of(name) | {OTHER}


def _refusal(desk: Desk, name: str, value: str) -> AnswerError:
    attributes = desk.classifier.artifact.knowledge.attributes
    if name in LINE_ATTRIBUTES or name in attributes:
        known = set(attributes[name].values) if name in attributes else set()
        if name in LINE_ATTRIBUTES:
            known |= line_values(desk.tariff, name)
        sentence = Sentence(
            "answer {name}={value}: unknown value {value!r}; use one of: {known}.",
            name=name,
            value=value,
            known=sorted(known),
        )
        return UnknownAnswerError(name, value, sentence)
    sentence = Sentence(
        "answer {name}={value}: unknown attribute {name!r}; use one of: {known}.",
        name=name,
        value=value,
        known=sorted({*attributes, *LINE_ATTRIBUTES}),
    )
    return UnknownAnswerError(name, value, sentence)


def line_facts(found: LineChoice, language: Language) -> dict[str, Any]:
    """A choice of line as plain values for JSON: the line, those still open, the question."""
    return {
        "line": _line(found.line, language) if found.line else None,
        "candidates": [{"code": c.code, "label": c.label(language)} for c in found.candidates],
        "question": _question(found.question) if found.question else None,
        "words": list(found.words),
    }


def _line(line: TariffLine, language: Language) -> dict[str, Any]:
    return {
        "code": line.code,
        "label": line.label(language),
        "duty": line.duty,
        "parafiscal": line.parafiscal,
        "vat": line.vat,
        "unit": line.unit,
        "craft": line.craft or None,
    }


def _question(question: LineQuestion) -> dict[str, Any]:
    return {
        "attribute": question.attribute,
        "text": question.text,
        "options": [{"value": o.value, "label": o.label} for o in question.options],
    }
