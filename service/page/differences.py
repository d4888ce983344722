"""What separates an alternative from the code that leads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from classifier.knowledge import Attribute, Knowledge
from mappings import Language

_LAST: Final = "kind"
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Separation:
    """The property in which two codes differ.

    Parameters
    ----------
    question : str
    theirs, ours : str
        What holds for the alternative, and for the code that leads.
    """

    question: str
    theirs: str
    ours: str


def separation(alternative: str, leader: str, knowledge: Knowledge, language: Language) -> Separation | None:
    """The first property whose values exclude each other; None when no recorded one does.

    Examples
    --------
    >>> from classifier import load_model
    >>> found = separation("570190", "570110", load_model().artifact.knowledge, "en")
    >>> found.ours
    "sheep's wool, fine hair (cashmere, camel, angora)"
    """
    theirs = knowledge.profiles.get(alternative, {})
    ours = knowledge.profiles.get(leader, {})
    # What kind of article it is differs nearly always; any other property tells more.
    names = sorted((name for name in knowledge.attributes if name in theirs), key=_LAST.__eq__)
    for name in names:
        if name in ours and not set(theirs[name]) & set(ours[name]):
            attribute = knowledge.attributes[name]
            return Separation(
                attribute.question[language],
                _labels(attribute, theirs[name], language),
                _labels(attribute, ours[name], language),
            )
    return None


def answer_label(name: str, value: str, attributes: Mapping[str, Attribute], language: Language) -> str:
    """How an answer to a question of the classifier reads; the value itself where none is known."""
    attribute = attributes.get(name)
    return attribute.values[value][language] if attribute and value in attribute.values else value


def _labels(attribute: Attribute, values: Collection[str], language: Language) -> str:
    shown = [
        attribute.values[value][language] for value in list(values)[:_SHOWN] if value in attribute.values
    ]
    comma = "، " if language == "ar" else ", "
    return comma.join(shown) + ("…" if len(values) > _SHOWN else "")
