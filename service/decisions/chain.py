"""The chain: how records are hashed, and where a chain is broken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from service.decisions.record import Decision, Erasure, Record

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
    reason : str
        A sentence.
    """

    sequence: int
    id: str | None
    kind: FaultKind
    reason: str


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
) -> Verification:
    """Check a chain from its beginning.

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
    last = Head()
    for link in links:
        fault = _fault(link, last, erasures) or _off_anchor(link, anchor)
        if fault is not None:
            return Verification(last.sequence, last, fault)
        last = Head(link.sequence, link.hash)
    return Verification(last.sequence, last, _end_fault(last, head, anchor))


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
        return Fault(place, None, "missing", f"record {place} is missing; {link.id} follows in its place.")
    follows = link.sequence == place and link.previous == last.hash
    whole = link.record is not None and holds(link.record)
    if not follows and (whole or link.sequence != place):
        reason = f"record {place} ({link.id}) does not follow the one before it: inserted, or moved."
        return Fault(place, link.id, "out_of_place", reason)
    if not (follows and whole):
        reason = f"record {place} ({link.id}) was altered: it does not have the hash that it was given."
        return Fault(place, link.id, "altered", reason)
    if isinstance(link.record, Decision) and link.record.erased and erasures.get(link.id, 0) <= place:
        reason = f"record {place} ({link.id}) lost its text, and no erasure is on record."
        return Fault(place, link.id, "erased_without_record", reason)
    return None


def _off_anchor(link: Link, anchor: Head | None) -> Fault | None:
    if anchor is None or link.sequence != anchor.sequence or link.hash == anchor.hash:
        return None
    reason = f"record {link.sequence} ({link.id}) is not the one that was noted: the chain was rewritten."
    return Fault(link.sequence, link.id, "altered", reason)


def _end_fault(last: Head, head: Head | None, anchor: Head | None) -> Fault | None:
    expected = max((h.sequence for h in (head, anchor) if h is not None), default=0)
    if last.sequence < expected:
        place = last.sequence + 1
        return Fault(place, None, "missing", f"record {place} is missing: the chain went on to {expected}.")
    if head is not None and last != head:
        reason = f"the chain ends with record {last.sequence}, but its end was noted as {head.sequence}."
        return Fault(max(last.sequence, 1), None, "head", reason)
    return None
