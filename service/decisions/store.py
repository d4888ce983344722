"""The records in the database: appended, found, checked, erased."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Engine, select

from service.decisions import reading
from service.decisions.chain import Head, Verification, verify_chain
from service.decisions.errors import DecisionError
from service.decisions.proof import Proof
from service.decisions.query import MOST, Page, Query, conditions
from service.decisions.record import Decision, Erasure, NewDecision, now, timestamp
from service.decisions.writing import record_decision, record_erasure
from service.storage.engine import SQLITE, WAIT_SECONDS, reached, snapshot, write
from service.storage.tables import DECISIONS_LOCK, DecisionRow

_ERASE_BATCH: Final = 200
_PURGE_WAIT: Final = 2_000
RETENTION: Final = "retention"


class DecisionStore:
    """Decisions in a migrated database.

    Parameters
    ----------
    engine : Engine
        From `service.storage.opened`.
    clock : callable, optional
        Returns the time, aware.

    Examples
    --------
    >>> import tempfile
    >>> from service.storage import opened
    >>> chosen = NewDecision(
    ...     text="Tapis noué", normalised="tapis noue", language="fr", candidates=(("570110", 0.93),),
    ...     code="570110", model="hirfa", artifact="aa", catalogue="bb", edition="HS2022")
    >>> with tempfile.TemporaryDirectory() as folder, opened(f"sqlite:///{folder}/h.sqlite") as engine:
    ...     store = DecisionStore(engine)
    ...     record = store.append(chosen)
    ...     store.get(record.id) == record, store.verify(record.id).intact
    (True, True)
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = now) -> None:
        self.engine = engine
        self._clock = clock
        self._proof = Proof()

    def append(self, new: NewDecision) -> Decision:
        """Record a decision; it is on disk when this returns.

        Raises
        ------
        UnknownDecisionError
            When it corrects a decision that does not exist.
        StorageError
            When the database cannot be written; then nothing is recorded.
        """
        with write(self.engine, DECISIONS_LOCK) as connection:
            if new.corrects is not None:
                reading.decision_of(connection, new.corrects)
            return record_decision(connection, new, self._clock())

    def get(self, identifier: str) -> Decision:
        """The decision of an id.

        Raises
        ------
        UnknownDecisionError
            When there is none.
        """
        with snapshot(self.engine) as connection:
            return reading.decision_of(connection, identifier)

    def corrections(self, identifier: str) -> tuple[str, ...]:
        """The ids of the decisions that correct a decision, oldest first."""
        row = DecisionRow
        wanted = select(row.id).where(row.corrects == identifier).order_by(row.sequence)
        with snapshot(self.engine) as connection:
            return tuple(connection.scalars(wanted))

    def find(self, query: Query | None = None, *, limit: int = 50, before: int | None = None) -> Page:
        """Decisions that a query admits, newest first, a page at a time.

        Parameters
        ----------
        query : Query, optional
        limit : int
            From 1 to 1,000.
        before : int, optional
            `Page.next` of the page before.
        """
        if not 1 <= limit <= MOST:
            raise DecisionError("{limit} is no length of a page; give 1 to {most:,}.", limit=limit, most=MOST)
        wanted = select(reading.TABLE).where(*conditions(query or Query()))
        if before is not None:
            wanted = wanted.where(DecisionRow.sequence < before)
        wanted = wanted.order_by(DecisionRow.sequence.desc()).limit(limit + 1)
        with snapshot(self.engine) as connection:
            items = tuple(
                reading.as_decision(reading.plain(r)) for r in connection.execute(wanted).mappings()
            )
        return Page(items[:limit], items[limit - 1].sequence if len(items) > limit else None)

    def iterate(self, query: Query | None = None) -> Iterator[Decision]:
        """Decisions that a query admits, oldest first, of one state of the database."""
        with snapshot(self.engine) as connection:
            for rows in reading.batches(connection, *conditions(query or Query())):
                yield from map(reading.as_decision, rows)

    def export(self, query: Query | None = None) -> Iterator[dict[str, Any]]:
        """Decisions as plain dictionaries, oldest first, of one state of the database.

        Each also has ``corrected_by``: the id of the last decision that
        corrects it, or None.
        """
        with snapshot(self.engine) as connection:
            for rows in reading.batches(connection, *conditions(query or Query())):
                corrected = reading.corrections_of(connection, [row["id"] for row in rows])
                for row in rows:
                    yield reading.as_decision(row).to_dict() | {"corrected_by": corrected.get(row["id"])}

    def head(self) -> Head:
        """Where the chain ends."""
        with snapshot(self.engine) as connection:
            return reading.head_of(connection)

    def verify(self, identifier: str) -> Verification:
        """Check a decision, and the chain that it stands in.

        The first call of a process walks the whole chain. What it found whole
        it remembers (see `Proof`), so that later calls read the decision again
        and walk only to what was recorded since. Whatever was altered by hand
        in the decision is found, always; in other records walked to earlier,
        `verify_all` finds it.

        Returns
        -------
        Verification
            The records of the chain that hold, its end, and the first fault.

        Raises
        ------
        UnknownDecisionError
            When there is no such decision.
        """
        row, proof = DecisionRow, self._proof
        # The state is read within the lock: one from before it could be older than what is remembered.
        with proof.lock, snapshot(self.engine) as connection:
            place, known = reading.place_of(connection, identifier), proof.head.sequence
            found = proof.extend(
                reading.links(connection, row.sequence > known),
                erasures=reading.erasures(connection, row.sequence > known),
                end=reading.head_of(connection),
            )
            if not found.intact or place > known:
                return found
            own = next(reading.links(connection, row.id == identifier))
            fault = proof.fault(own, reading.links(connection, row.erases == identifier))
            return replace(found, fault=fault)

    def verify_all(self, anchor: Head | None = None) -> Verification:
        """Check the whole chain, its end included.

        Parameters
        ----------
        anchor : Head, optional
            A head noted earlier and kept elsewhere; with one, even a chain
            that was rewritten from some record on is found out.
        """
        with snapshot(self.engine) as connection:
            return verify_chain(
                reading.links(connection),
                erasures=reading.erasures(connection),
                head=reading.head_of(connection),
                anchor=anchor,
            )

    def erase(self, identifier: str, *, who: str) -> Erasure:
        """Remove the text, the normalised text and the answers of a decision, and record that.

        The hashes stay, so the chain still verifies. Erasing what is erased
        already changes nothing and returns the first erasure.

        Raises
        ------
        UnknownDecisionError
            When there is no such decision.
        """
        with write(self.engine, DECISIONS_LOCK) as connection:
            if reading.decision_of(connection, identifier).erased:
                return reading.erasure_of(connection, identifier)
            erasure = record_erasure(connection, identifier, who, self._clock())
        self._purge()
        return erasure

    def erase_older_than(self, days: int, *, who: str = RETENTION) -> int:
        """Erase the words of all decisions older than some days; returns how many.

        Raises
        ------
        DecisionError
            When `days` is negative.
        """
        if days < 0:
            raise DecisionError("{days} is no number of days; give 0 or more.", days=days)
        row, total = DecisionRow, 0
        moment = self._clock()
        before = timestamp(moment - timedelta(days=days))
        old = select(row.id).where(row.kind == "decision", row.salt.is_not(None), row.time < before)
        while True:
            # In batches, so that those who record decisions wait for a moment only.
            with write(self.engine, DECISIONS_LOCK) as connection:
                found = list(connection.scalars(old.order_by(row.sequence).limit(_ERASE_BATCH)))
                for identifier in found:
                    record_erasure(connection, identifier, who, moment)
            total += len(found)
            if len(found) < _ERASE_BATCH:
                break
        self._purge()
        return total

    def _purge(self) -> None:
        """Empty SQLite's log, which still holds the erased words; a reader in the way delays that, not us."""
        if self.engine.dialect.name == SQLITE:
            with reached(self.engine), self.engine.connect() as connection:
                raw: Any = connection.connection.driver_connection
                raw.execute(f"PRAGMA busy_timeout = {_PURGE_WAIT}")
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                raw.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
