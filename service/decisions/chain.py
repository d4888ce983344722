"""The chain: how records are hashed, and where a chain is broken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from mappings.words import Sentence
from service.decisions.record import Decision, Erasure, Record

if TYPE_CHECKING:
    from mappings import Language

FORMAT: Final = 1
GENESIS: Final = "0" * 64
_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)
_UNHASHED: Final = frozenset({"text", "normalised", "answers", "salt", "hash"})

FaultKind = Literal["altered", "missing", "out_of_place", "erased_without_record", "head"]


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends, or ended when it was noted: keep one elsewhere to hold the database to it."""

    sequence: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Fault:
    """The first record that does not hold.

    Parameters
    ----------
    sequence : int
        The place in the chain.
    id : str or None
        Of the record that stands there; None when none does.
    kind : str
        "altered", "missing", "out_of_place" (inserted, or in another order),
        "erased_without_record", or "head" (the end does not match).
    reason : Sentence
    """

    sequence: int
    id: str | None
    kind: FaultKind
    reason: Sentence

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        """The same as plain values for JSON, in a language."""
        return {**asdict(self), "reason": self.reason.say(language)}


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of checking a chain: how many records hold, the last of them, the first that does not."""

    checked: int
    head: Head
    fault: Fault | None = None

    @property
    def intact(self) -> bool:
        """Whether every record holds."""
        return self.fault is None


@dataclass(frozen=True, slots=True)
class Link:
    """A stored row as the chain sees it.

    Parameters
    ----------
    sequence : int
    id, previous, hash : str
        As stored.
    record : Record or None
        What the row says; None when it says nothing a row can say.
    """

    sequence: int
    id: str
    previous: str
    hash: str
    record: Record | None

    @property
    def whole(self) -> bool:
        """Whether the row is what its own hashes say."""
        return self.record is not None and holds(self.record)

    @property
    def erased(self) -> bool:
        """Whether it is a decision whose words are gone."""
        return isinstance(self.record, Decision) and self.record.erased


def canonical(value: Any) -> bytes:
    r"""The one spelling of a JSON value that is hashed: ASCII, sorted keys, no blanks.

    Examples
    --------
    >>> canonical({"b": [1.0, None], "a": "é"})
    b'{"a":"\\u00e9","b":[1.0,null]}'
    """
    return _ENCODER.encode(value).encode("ascii")


def commitment(salt: str, name: str, value: Any) -> str:
    """The hash by which an erasable value enters the chain: it tells nothing once the salt is gone.

    Examples
    --------
    >>> commitment("00" * 32, "text", "tapis")[:16]
    '1d06831c84ed1efa'
    """
    return hashlib.sha256(canonical([salt, name, value])).hexdigest()


def payload(record: Record) -> dict[str, Any]:
    """What of a record is hashed: all of it but the erasable values, whose own hashes stand for them."""
    values = {name: getattr(record, name) for name in _field_names(record) if name not in _UNHASHED}
    if isinstance(record, Decision):
        values["candidates"] = [list(pair) for pair in record.candidates]
    return {"format": FORMAT, "kind": kind_of(record), **values}


def record_hash(record: Record) -> str:
    """SHA-256 of the canonical payload."""
    return hashlib.sha256(canonical(payload(record))).hexdigest()


def kind_of(record: Record) -> str:
    """How the record is called in the database."""
    return "erasure" if isinstance(record, Erasure) else "decision"


def holds(record: Record) -> bool:
    """Whether a record is what its own hashes say, wherever it stands."""
    try:
        return record_hash(record) == record.hash and _words_hold(record)
    except (TypeError, ValueError, AttributeError):
        return False


def verify_chain(
    links: Iterable[Link],
    *,
    erasures: Mapping[str, int],
    head: Head | None = None,
    anchor: Head | None = None,
    start: Head | None = None,
) -> Verification:
    """Check a chain from its beginning, or from a place that is known to hold.

    Parameters
    ----------
    links : iterable of Link
        In the order of their sequence numbers.
    erasures : mapping of id to sequence
        Which decisions were erased, and by which record.
    head : Head, optional
        Where the chain must end; not checked when None.
    anchor : Head, optional
        A place that the chain must pass, noted earlier: on a certificate, say.
    start : Head, optional
        Where the links before the first one given ended; the beginning when None.

    Returns
    -------
    Verification
        With the first fault, if there is one.

    Examples
    --------
    >>> verify_chain([], erasures={}, head=Head()).intact
    True
    >>> verify_chain([], erasures={}, head=Head(3, "ab")).fault.sequence
    1
    """
    last = start or Head()
    for link in links:
        fault = _fault(link, last, erasures) or _off_anchor(link, anchor)
        if fault is not None:
            return Verification(last.sequence, last, fault)
        last = Head(link.sequence, link.hash)
    return Verification(last.sequence, last, _end_fault(last, head, anchor))


def altered(link: Link, place: int | None = None) -> Fault:
    """The fault of a row that is not what was recorded at a place; at its own unless told."""
    reason = Sentence(
        "record {place} ({id}) was altered: it does not have the hash that it was given.",
        place=place or link.sequence,
        id=link.id,
    )
    return Fault(place or link.sequence, link.id, "altered", reason)


def erased_without_record(link: Link) -> Fault:
    """The fault of a decision whose words are gone, though nobody is on record as having erased them."""
    reason = Sentence(
        "record {place} ({id}) lost its text, and no erasure is on record.", place=link.sequence, id=link.id
    )
    return Fault(link.sequence, link.id, "erased_without_record", reason)


def _field_names(record: Record) -> tuple[str, ...]:
    return tuple(type(record).__dataclass_fields__)


def _words_hold(record: Record) -> bool:
    if isinstance(record, Erasure):
        return True
    words = {"text": record.text, "normalised": record.normalised, "answers": record.answers}
    if record.salt is None:
        return all(value is None for value in words.values())
    return all(
        commitment(record.salt, name, value) == getattr(record, f"{name}_hash")
        for name, value in words.items()
    )


def _fault(link: Link, last: Head, erasures: Mapping[str, int]) -> Fault | None:
    place = last.sequence + 1
    if link.sequence > place:
        reason = Sentence("record {place} is missing; {id} follows in its place.", place=place, id=link.id)
        return Fault(place, None, "missing", reason)
    follows = link.sequence == place and link.previous == last.hash
    whole = link.whole
    if not follows and (whole or link.sequence != place):
        reason = Sentence(
            "record {place} ({id}) does not follow the one before it: inserted, or moved.",
            place=place,
            id=link.id,
        )
        return Fault(place, link.id, "out_of_place", reason)
    if not (follows and whole):
        return altered(link, place)
    if link.erased and erasures.get(link.id, 0) <= place:
        return erased_without_record(link)
    return None


def _off_anchor(link: Link, anchor: Head | None) -> Fault | None:
    if anchor is None or link.sequence != anchor.sequence or link.hash == anchor.hash:
        return None
    reason = Sentence(
        "record {place} ({id}) is not the one that was noted: the chain was rewritten.",
        place=link.sequence,
        id=link.id,
    )
    return Fault(link.sequence, link.id, "altered", reason)


def _end_fault(last: Head, head: Head | None, anchor: Head | None) -> Fault | None:
    expected = max((h.sequence for h in (head, anchor) if h is not None), default=0)
    if last.sequence < expected:
        place = last.sequence + 1
        reason = Sentence(
            "record {place} is missing: the chain went on to {expected}.", place=place, expected=expected
        )
        return Fault(place, None, "missing", reason)
    if head is not None and last != head:
        reason = Sentence(
            "the chain ends with record {last}, but its end was noted as {noted}.",
            last=last.sequence,
            noted=head.sequence,
        )
        return Fault(max(last.sequence, 1), None, "head", reason)
    return None
