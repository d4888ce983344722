"""Records as the barometer counts them: read, checked, and everything odd about them said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mappings.amounts import Amounts, parse_amounts
from mappings.barometer.columns import Columns, Finding
from mappings.barometer.countries import UNKNOWN
from mappings.barometer.dates import periods
from mappings.barometer.errors import BarometerError
from mappings.barometer.labels import (
    codes_of,
    destinations_of,
    families_of,
    plain_labels,
    regions_of,
    remembered,
    to_check,
)
from mappings.barometer.money import HOME, in_dirhams, rate_of
from mappings.barometer.repeats import same_of
from mappings.barometer.store import Store
from mappings.errors import TableError

if TYPE_CHECKING:
    import pandas as pd

    from mappings.ragged import Floats, Ints


@dataclass(slots=True)
class Facts:
    """The records that count, of all pieces of a table.

    Parameters
    ----------
    columns : Columns
    rates : mapping, optional
        See `mappings.barometer.money.in_dirhams`.
    through : int or None
        Last period of the window, when it is known beforehand.

    Attributes
    ----------
    store : Store
        Pieces with row (position in the input, or number of the record),
        period (year times twelve plus month), value, one (1, or the share of a
        record shared out), rows (1), code, family, status (of the last years,
        else empty), and destination, region, exporter, quantity, number (of the
        declaration) and same (equal where all that a record says is equal),
        where there are such columns.
    findings : dict of str to Finding
    """

    columns: Columns
    rates: Mapping[str, float] | None = None
    through: int | None = None
    store: Store = field(default_factory=Store)
    findings: dict[str, Finding] = field(default_factory=dict)
    currencies: set[str] = field(default_factory=set)
    _read: int = 0
    _latest: int = -1
    _odd: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    _memory: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, frame: pd.DataFrame) -> None:
        """Read and count a piece.

        Raises
        ------
        TableError
            When a column is missing.
        BarometerError
            When currencies are mixed and a rate is missing.
        """
        _check(frame, self.columns)
        amounts = parse_amounts(frame[self.columns.value])
        period = periods(frame[self.columns.date])
        self.note(_unread(frame, self.columns, amounts, period))
        rows = np.flatnonzero((period >= 0) & ~amounts.missing & ~amounts.bad)
        if len(rows):
            value = amounts.restore(amounts.units)[rows]
            self.store.add(self._made(frame.iloc[rows], rows + self._read, period[rows], value))
        self._read += len(frame)

    def note(self, found: Iterable[Finding]) -> None:
        """Add findings to those of the same kind."""
        for one in found:
            held = self.findings.get(one.key, Finding(one.key, 0, 0.0, one.example))
            self.findings[one.key] = Finding(
                one.key, held.records + one.records, held.value + one.value, held.example
            )

    def finish(self) -> None:
        """Check the whole, when all pieces are there.

        Raises
        ------
        TableError
            When no record can be read.
        BarometerError
            When there is no record, or pieces have different currencies and no rates.
        """
        if not self._read:
            raise BarometerError("the table has no record; give one with at least one month of records.")
        if not self.store.rows:
            raise TableError(
                "no record of {column!r} has both a date and a value; check the columns of the file.",
                column=self.columns.value,
            )
        if len(self.currencies) > 1 and not self.rates:
            foreign = next(c for c in sorted(self.currencies) if c != HOME)
            rate_of(foreign, self._latest, {}, tuple(sorted(self.currencies)))

    @property
    def currency(self) -> str:
        """The currency of the totals."""
        return next(iter(self.currencies)) if len(self.currencies) == 1 and not self.rates else HOME

    def to_check(self, dimension: str) -> pd.DataFrame:
        """Destinations or regions that were not understood, or misspelt, or ended."""
        return to_check(self._odd[dimension])

    def _made(self, chosen: pd.DataFrame, rows: Ints, period: Ints, value: Floats) -> pd.DataFrame:
        import pandas as pd

        columns = self.columns
        if columns.currency:
            value, found = in_dirhams(value, chosen[columns.currency], period, self.rates)
            self.currencies |= set(found)
        place = chosen[columns.record].to_numpy(np.int64) if columns.record else rows
        made = pd.DataFrame({"row": place, "period": period, "value": value, "rows": np.int32(1)})
        made["one"] = chosen[columns.share].to_numpy(np.float64) if columns.share else 1.0
        made["code"] = codes_of(chosen[columns.code])
        made["family"] = families_of(made["code"], chosen[columns.family] if columns.family else None)
        made["status"] = self._statuses(chosen, period, made["code"])
        for name, column, read in (
            ("destination", columns.destination, destinations_of),
            ("region", columns.region, regions_of),
        ):
            if column:
                made[name], odd_names = read(chosen[column], value)
                self._odd.setdefault(name, []).append(odd_names)
        if columns.exporter:
            made["exporter"] = plain_labels(chosen[columns.exporter])
        if columns.quantity:
            quantity = parse_amounts(chosen[columns.quantity])
            made["quantity"] = np.where(
                quantity.missing | quantity.bad, np.nan, quantity.restore(quantity.units)
            )
        if columns.declaration:
            made["number"] = chosen[columns.declaration].astype("string").astype(object).to_numpy()
            made["same"] = same_of(chosen, columns, period)
        return made

    def _statuses(self, chosen: pd.DataFrame, period: Ints, codes: pd.Series) -> pd.Categorical:
        """Craft status of the records that may be in the window: those of the latest year so far."""
        import pandas as pd

        ends = period if self.through is None else period[period <= self.through]
        self._latest = max(self._latest, int(ends.max(initial=-1)))
        late = np.flatnonzero(period // 12 == self._latest // 12)
        found = np.full(len(period), "", object)
        if self.columns.status:
            found[late] = chosen[self.columns.status].iloc[late].astype(str)
        else:
            texts = chosen[self.columns.text].iloc[late] if self.columns.text else None
            found[late] = remembered(codes.iloc[late], texts, self._memory)
        return pd.Categorical(found)


def _check(frame: pd.DataFrame, columns: Columns) -> None:
    for name in columns.given():
        if name not in frame.columns:
            raise TableError(
                "no column {name!r}; the table has: {columns}.", name=name, columns=list(frame.columns)
            )


def _unread(frame: pd.DataFrame, columns: Columns, amounts: Amounts, period: Ints) -> list[Finding]:
    value = amounts.restore(amounts.units)
    cases = (
        ("undated", (period < 0), columns.date),
        ("no_value", amounts.missing & (period >= 0), columns.value),
        ("bad_value", amounts.bad & (period >= 0), columns.value),
    )
    return [
        Finding(key, int(mask.sum()), float(value[mask].sum()), str(frame[column][mask].iloc[0]))
        for key, mask, column in cases
        if mask.any()
    ]


def odd(facts: pd.DataFrame) -> list[Finding]:
    """What is odd about records that count."""
    value = facts["value"]
    cases = {
        "negative": value < 0,
        "zero": value == 0,
        "no_code": facts["code"] == "",
        "no_family": (facts["family"] == "") & (facts["code"] != ""),
    }
    if "destination" in facts:
        cases["no_destination"] = facts["destination"] == UNKNOWN
        cases["former"] = facts["destination"].astype(str).str.len() == 4
    if "region" in facts:
        cases["no_region"] = facts["region"] == UNKNOWN
    return [
        Finding(key, int(mask.sum()), float(value[mask].sum()), str(facts["code"][mask].iloc[0]))
        for key, mask in cases.items()
        if mask.any()
    ]
