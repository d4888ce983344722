"""What a classification is, as frozen values that travel."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Status = Literal["decided", "partial", "undecided", "out_of_scope"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A six-digit code that the text may mean, with its calibrated probability."""

    code: str
    title: str
    probability: float


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question: the value to send back, and its label."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """The question whose answer is expected to settle most."""

    attribute: str
    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one token adds to the score of the best code (natural-log odds)."""

    token: str
    weight: float


@dataclass(frozen=True, slots=True)
class Classification:
    """The answer for one description.

    Parameters
    ----------
    text : str
        The description as given.
    language : str
        "fr", "en", "es", "ar" or "ary" (Darija), or "und" when there is no text.
    status : str
        "decided" (six digits), "partial" (the deepest level that is safe),
        "undecided" (too vague) or "out_of_scope" (not a craft perimeter good).
    code : str or None
        The code that the status stands for: six, four or two digits, or None.
    edition : str
        The edition of the Harmonized System.
    probability : float
        Of `code` at its own level; of the refusal when there is none.
    candidates : tuple of Candidate
        Six-digit codes, best first, whatever the status.
    prediction_set : tuple of str
        Codes that together hold the right one 95 times in 100.
    question : Question or None
        What to ask next.
    evidence : tuple of Evidence
        Weights of the tokens; they add up to the score of the best code.
    legal_basis : str
        Why the goods fall where they fall, in the language of the answer.
    model : str
        Version and hash of the model.
    reason : str
        Why the status is what it is, in the language of the answer.
    """

    text: str
    language: str
    status: Status
    code: str | None
    edition: str
    probability: float
    candidates: tuple[Candidate, ...]
    prediction_set: tuple[str, ...]
    question: Question | None
    evidence: tuple[Evidence, ...]
    legal_basis: str
    model: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """The same as plain dictionaries and lists, ready for JSON."""
        return asdict(self)
