"""Records made and written, inside a transaction that the caller holds."""

from __future__ import annotations

import secrets
from dataclasses import asdict, replace
from datetime import datetime
from typing import Final, cast

from sqlalchemy import Connection, Table, insert, update

from service.decisions.chain import Head, commitment, record_hash
from service.decisions.reading import TABLE, sound_head
from service.decisions.record import Decision, Erasure, NewDecision, Record, timestamp
from service.decisions.rows import ERASABLE, to_row
from service.decisions.ulid import new_ulid
from service.storage.tables import DecisionRow, HeadRow

_INSERT: Final = insert(TABLE)
_HEAD: Final = cast("Table", HeadRow.__table__)


def record_decision(connection: Connection, new: NewDecision, moment: datetime) -> Decision:
    """Add a decision to the end of the chain."""
    decision = sealed(new, sound_head(connection), moment)
    _add(connection, decision)
    return decision


def record_erasure(connection: Connection, identifier: str, who: str, moment: datetime) -> Erasure:
    """Remove the words of a decision and add the record of that."""
    head = sound_head(connection)
    draft = Erasure(
        id=new_ulid(moment),
        sequence=head.sequence + 1,
        time=timestamp(moment),
        who=who,
        erases=identifier,
        previous=head.hash,
        hash="",
    )
    erasure = replace(draft, hash=record_hash(draft))
    connection.execute(
        update(DecisionRow).where(DecisionRow.id == identifier).values(**dict.fromkeys(ERASABLE))
    )
    _add(connection, erasure)
    return erasure


def sealed(new: NewDecision, head: Head, moment: datetime) -> Decision:
    """The record of a decision that follows a head."""
    salt = secrets.token_hex(32)
    values = asdict(new)
    values["candidates"] = tuple((code, float(probability)) for code, probability in new.candidates)
    draft = Decision(
        **values,
        id=new_ulid(moment),
        sequence=head.sequence + 1,
        time=timestamp(moment),
        salt=salt,
        text_hash=commitment(salt, "text", new.text),
        normalised_hash=commitment(salt, "normalised", new.normalised),
        answers_hash=commitment(salt, "answers", values["answers"]),
        previous=head.hash,
        hash="",
    )
    return replace(draft, hash=record_hash(draft))


def _add(connection: Connection, record: Record) -> None:
    end = {"sequence": record.sequence, "hash": record.hash}
    connection.execute(_INSERT, to_row(record))
    if record.sequence == 1:
        connection.execute(insert(_HEAD), {"id": 1, **end})
    else:
        connection.execute(update(_HEAD), end)
