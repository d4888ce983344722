"""Records read, inside a transaction that the caller holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, select

from service.decisions.chain import Head, Link
from service.decisions.errors import DecisionError, UnknownDecisionError
from service.decisions.record import Decision, Erasure
from service.decisions.rows import to_link, to_record
from service.storage.tables import DecisionRow, HeadRow

TABLE: Final = cast("Table", DecisionRow.__table__)
# Made once: to build a statement takes longer than to run it.
_HEAD: Final = select(HeadRow.sequence, HeadRow.hash)
_LAST: Final = select(TABLE.c.sequence, TABLE.c.hash).order_by(TABLE.c.sequence.desc()).limit(1)
_BATCH: Final = 250


def head_of(connection: Connection) -> Head:
    """Where the chain is noted to end."""
    row = connection.execute(_HEAD).first()
    return Head(row.sequence, row.hash) if row else Head()


def sound_head(connection: Connection) -> Head:
    """The end of the chain, to be written after.

    Raises
    ------
    DecisionError
        When the last record is not the one noted: a chain that was tampered
        with at its end is not written on.
    """
    head = head_of(connection)
    row = connection.execute(_LAST).first()
    found = Head(row.sequence, row.hash) if row else Head()
    if found != head:
        raise DecisionError(
            "record {last} is the last one, but the end was noted as {noted}; run: hirfa audit verify.",
            last=found.sequence,
            noted=head.sequence,
        )
    return head


def decision_of(connection: Connection, identifier: str) -> Decision:
    """The decision of an id.

    Raises
    ------
    UnknownDecisionError
        When there is none.
    """
    wanted = select(TABLE).where(DecisionRow.id == identifier, DecisionRow.kind == "decision")
    row = _first(connection, wanted)
    if row is None:
        raise UnknownDecisionError(identifier)
    return as_decision(row)


def as_decision(row: Mapping[str, Any]) -> Decision:
    """The decision of a row.

    Raises
    ------
    DecisionError
        When the row was altered so that it is none.
    """
    try:
        record = to_record(row)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise DecisionError(
            "record {sequence} ({id}) was altered; run: hirfa audit verify.",
            sequence=row["sequence"],
            id=row["id"],
        ) from error
    if not isinstance(record, Decision):
        raise UnknownDecisionError(record.id)
    return record


def place_of(connection: Connection, identifier: str) -> int:
    """The sequence number of a decision, which may itself have been altered.

    Raises
    ------
    UnknownDecisionError
        When there is none.
    """
    found = connection.scalar(select(DecisionRow.sequence).where(DecisionRow.id == identifier))
    if found is None:
        raise UnknownDecisionError(identifier)
    return found


def batches(connection: Connection, *wanted: ColumnElement[bool]) -> Iterator[Sequence[Mapping[str, Any]]]:
    """Rows in the order of the chain, some at a time, so that memory stays small."""
    last: int | None = None
    while True:
        further = wanted if last is None else (*wanted, DecisionRow.sequence > last)
        query = select(TABLE).where(*further).order_by(DecisionRow.sequence).limit(_BATCH)
        rows = [plain(row) for row in connection.execute(query).mappings()]
        if rows:
            yield rows
        if len(rows) < _BATCH:
            return
        last = rows[-1]["sequence"]


def links(connection: Connection, *wanted: ColumnElement[bool]) -> Iterator[Link]:
    """Rows in the order of the chain, as the chain sees them."""
    for rows in batches(connection, *wanted):
        yield from map(to_link, rows)


def erasures(connection: Connection, *wanted: ColumnElement[bool]) -> dict[str, int]:
    """Which decisions were erased, and by which record; an erasure that does not hold does not count."""
    return {
        link.record.erases: link.sequence
        for link in links(connection, DecisionRow.kind == "erasure", *wanted)
        if isinstance(link.record, Erasure) and link.whole
    }


def erasure_of(connection: Connection, identifier: str) -> Erasure:
    """The first record that erased a decision.

    Raises
    ------
    DecisionError
        When there is none, though the words are gone.
    """
    wanted = select(TABLE).where(DecisionRow.erases == identifier).order_by(DecisionRow.sequence)
    row = _first(connection, wanted)
    record = to_link(row).record if row else None
    if not isinstance(record, Erasure):
        raise DecisionError(
            "{identifier!r} lost its text, and no erasure is on record; run: hirfa audit verify.",
            identifier=identifier,
        )
    return record


def corrections_of(connection: Connection, identifiers: Sequence[str]) -> dict[str, str]:
    """Which decision was last corrected by which."""
    row = DecisionRow
    wanted = select(row.corrects, row.id).where(row.corrects.in_(identifiers)).order_by(row.sequence)
    return {str(corrected): by for corrected, by in connection.execute(wanted)}


def plain(row: RowMapping) -> dict[str, Any]:
    """A row by the names of its columns."""
    return {str(name): value for name, value in row.items()}


def _first(connection: Connection, wanted: Select[Any]) -> dict[str, Any] | None:
    row = connection.execute(wanted).mappings().first()
    return None if row is None else plain(row)
