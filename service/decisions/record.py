"""What a record is: frozen values that travel."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from service.decisions.errors import DecisionError

PAGE: Final = "page"
_CODE: Final = re.compile(r"[0-9]{6}")
_LINE: Final = re.compile(r"[0-9]{8,12}")
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a decision says beside the words of the person.

    Parameters
    ----------
    language : str
        Of the text: "fr", "en", "es", "ar", "ary" or "und".
    candidates : tuple of (code, probability)
        As the model offered them, best first.
    code : str
        The subheading chosen, six digits.
    line : str or None
        The national line chosen.
    who : str
        "page", or the name of an API key.
    corrects : str or None
        The id of the decision that this one corrects.
    model : str
        The model's name.
    artifact, catalogue : str
        Hashes of the model's files and of the catalogue that it learned.
    edition : str
        The edition of the Harmonized System.
    """

    language: str
    candidates: tuple[tuple[str, float], ...]
    code: str
    line: str | None = None
    who: str = PAGE
    corrects: str | None = None
    model: str
    artifact: str
    catalogue: str
    edition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision(Facts):
    """A decision to record.

    Parameters
    ----------
    text, normalised : str
        The description as given, and as the model read it.
    answers : mapping of attribute to value

    Raises
    ------
    DecisionError
        When a value cannot be what it is meant to be.

    Examples
    --------
    >>> chosen = NewDecision(
    ...     text="Tapis noué", normalised="tapis noue", language="fr", candidates=(("570110", 0.93),),
    ...     code="570110", line="5701101100", model="hirfa 0.1.0", artifact="aa", catalogue="bb",
    ...     edition="HS2022")
    >>> chosen.who
    'page'
    """

    text: str
    normalised: str
    answers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check_code(self.code, self.line)
        _check_candidates(self.candidates)
        _check_storable(asdict(self))
        if not self.who.strip():
            raise DecisionError("{who!r} names nobody; give 'page' or the name of an API key.", who=self.who)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Facts):
    """A decision on record.

    Parameters
    ----------
    text, normalised, answers
        As in `NewDecision`; None once erased.
    id : str
        A ULID.
    sequence : int
        From 1, without gaps; erasures are counted too.
    time : str
        UTC, ISO 8601 with microseconds.
    salt : str or None
        Keyed into the three hashes below; None once erased, so that a short
        text cannot be guessed from its hash.
    text_hash, normalised_hash, answers_hash : str
        By which the erasable part enters `hash`.
    previous, hash : str
        Of the record before, and of this one.
    """

    text: str | None
    normalised: str | None
    answers: Mapping[str, str] | None
    id: str
    sequence: int
    time: str
    salt: str | None
    text_hash: str
    normalised_hash: str
    answers_hash: str
    previous: str
    hash: str

    @property
    def erased(self) -> bool:
        """Whether the words of the person are gone."""
        return self.salt is None

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values for JSON."""
        plain = asdict(self)
        plain["candidates"] = [{"code": code, "probability": p} for code, p in self.candidates]
        return plain | {"erased": self.erased}


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """The record that the words of a decision were erased: by whom and when."""

    id: str
    sequence: int
    time: str
    who: str
    erases: str
    previous: str
    hash: str


Record = Decision | Erasure


def timestamp(moment: datetime) -> str:
    """UTC, ISO 8601, always 27 characters, so that texts sort as times do.

    Examples
    --------
    >>> timestamp(datetime(2026, 2, 11, 9, 30, tzinfo=UTC))
    '2026-02-11T09:30:00.000000Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


def _check_code(code: str, line: str | None) -> None:
    if not _CODE.fullmatch(code):
        raise DecisionError("{code!r} is not a subheading; give its six digits, such as '570110'.", code=code)
    if line is not None and not (_LINE.fullmatch(line) and line.startswith(code)):
        raise DecisionError(
            "{line!r} is not a national line of {code}; give eight to twelve digits below it.",
            line=line,
            code=code,
        )


def _check_candidates(candidates: tuple[tuple[str, float], ...]) -> None:
    for code, probability in candidates:
        if not _CODE.fullmatch(code):
            raise DecisionError(
                "{code!r} is not a subheading; a candidate is six digits and a probability.", code=code
            )
        if not (math.isfinite(probability) and 0 <= probability <= 1):
            raise DecisionError(
                "{probability!r} is not a probability; give a number from 0 to 1.", probability=probability
            )


def _check_storable(values: Mapping[str, Any]) -> None:
    """Refuse what a database cannot keep: null characters and halves of surrogate pairs."""
    for name, value in values.items():
        pieces = [*value, *value.values()] if isinstance(value, Mapping) else [value]
        for piece in pieces:
            found = _UNSTORABLE.search(piece) if isinstance(piece, str) else None
            if found:
                raise DecisionError(
                    "{name} holds {sign!r}, which is no character; remove it.", name=name, sign=found[0]
                )
