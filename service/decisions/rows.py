"""Between records and the rows of the database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from service.decisions.chain import Link, canonical, kind_of
from service.decisions.record import Decision, Erasure, Record
from service.storage.tables import DecisionRow

COLUMNS: Final = tuple(column.name for column in DecisionRow.__table__.columns)
ERASABLE: Final = ("text", "normalised", "answers", "salt")
_ERASURE: Final = ("id", "sequence", "time", "who", "erases", "previous", "hash")
_DECISION: Final = tuple(name for name in COLUMNS if name not in ("kind", "erases"))


def to_row(record: Record) -> dict[str, Any]:
    """The row of a record, every column named.

    Examples
    --------
    >>> row = to_row(Erasure(id="B", sequence=2, time="t", who="page", erases="A", previous="p", hash="h"))
    >>> row["kind"], row["erases"], row["text"]
    ('erasure', 'A', None)
    """
    if isinstance(record, Erasure):
        values = {name: getattr(record, name) for name in _ERASURE}
    else:
        values = {name: getattr(record, name) for name in _DECISION}
        values["candidates"] = _text([list(pair) for pair in record.candidates])
        values["answers"] = None if record.answers is None else _text(dict(record.answers))
    return dict.fromkeys(COLUMNS) | values | {"kind": kind_of(record)}


def to_record(row: Mapping[str, Any]) -> Record:
    """The record of a row.

    Raises
    ------
    ValueError, TypeError, KeyError
        When the row was altered so that it is none.
    """
    if row["kind"] == "erasure":
        return Erasure(**{name: row[name] for name in _ERASURE})
    values = {name: row[name] for name in _DECISION}
    pairs = json.loads(row["candidates"])
    values["candidates"] = tuple((code, probability) for code, probability in pairs)
    values["answers"] = None if row["answers"] is None else json.loads(row["answers"])
    return Decision(**values)


def to_link(row: Mapping[str, Any]) -> Link:
    """A row as the chain sees it; a row that is not exactly what its record would be written as says nothing."""
    record: Record | None
    try:
        record = to_record(row)
        if to_row(record) != dict(row):
            record = None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        record = None
    return Link(row["sequence"], row["id"], row["previous"], row["hash"], record)


def _text(value: Any) -> str:
    return canonical(value).decode("ascii")
