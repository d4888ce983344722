"""Records as the barometer counts them: read, checked, and everything odd about them said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from mappings.amounts import Amounts, parse_amounts
from mappings.barometer.countries import UNKNOWN
from mappings.barometer.errors import BarometerError
from mappings.barometer.labels import codes_of, destinations_of, families_of
from mappings.barometer.money import in_dirhams
from mappings.errors import TableError

if TYPE_CHECKING:
    import pandas as pd

    from mappings.ragged import Floats, Ints

_DATE: Final = re.compile(r"^\s*(\d{4})[-/.]?(\d{2})(?:[-/.]?\d{2})?(?!\d)")
_DATE_DAY_FIRST: Final = re.compile(r"^\s*\d{1,2}[-/.](\d{1,2})[-/.](\d{4})")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of the records; None where they have none."""

    date: str
    value: str
    code: str
    text: str | None = None
    family: str | None = None
    destination: str | None = None
    region: str | None = None
    declaration: str | None = None
    currency: str | None = None
    quantity: str | None = None
    status: str | None = None
    exporter: str | None = None
    share: str | None = None
    record: str | None = None

    def given(self) -> list[str]:
        """Those that are named."""
        cells = (getattr(self, name) for name in self.__slots__)
        return [c for c in cells if c]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd about the records, and what was done.

    Parameters
    ----------
    key : str
        Such as "negative"; the sentence is in `mappings.barometer.words`.
    records : int
    value : float
        Of these records.
    example : str
    """

    key: str
    records: int
    value: float = 0.0
    example: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """The records that count.

    Parameters
    ----------
    frame : DataFrame
        row, period (year times twelve plus month), value, one (1, or the
        share of a record shared out), code, family, destination, region,
        exporter, quantity.
    findings : list of Finding
    unknown : DataFrame
        Destinations that were not understood, or misspelt, or ended.
    currency : str
    """

    frame: pd.DataFrame
    findings: list[Finding] = field(default_factory=list)
    unknown: Any = None
    currency: str = "MAD"


def read_facts(
    frame: pd.DataFrame, columns: Columns, *, rates: Mapping[str, float] | None = None, drop: bool = False
) -> Facts:
    """Read records.

    Parameters
    ----------
    frame : DataFrame
    columns : Columns
    rates : mapping, optional
        See `mappings.barometer.money.in_dirhams`.
    drop : bool
        Whether to leave repeated declarations out; they are reported anyway.

    Raises
    ------
    TableError
        When a column is missing, or no record can be read.
    BarometerError
        When currencies are mixed and a rate is missing.
    """
    import pandas as pd

    _check(frame, columns)
    amounts = parse_amounts(frame[columns.value])
    period = periods(frame[columns.date])
    value = amounts.restore(amounts.units)
    findings = _unread(frame, columns, amounts, period, value)
    keep = (period >= 0) & ~amounts.missing & ~amounts.bad
    twice = _repeated(frame, columns, period)
    findings += _repeats(frame, columns, twice, value)
    keep &= ~(twice & drop)
    if not keep.any():
        raise TableError(
            f"no record of {columns.value!r} has both a date and a value; check the columns of the file."
        )
    rows = np.flatnonzero(keep)
    chosen, when, counted = frame.iloc[rows], period[rows], value[rows]
    currency = "MAD"
    if columns.currency:
        counted, found = in_dirhams(counted, chosen[columns.currency], when, rates)
        currency = found[0] if len(found) == 1 and not rates else "MAD"
    made = pd.DataFrame({"row": rows, "period": when, "value": counted})
    made["one"] = chosen[columns.share].to_numpy(np.float64) if columns.share else 1.0
    made["code"] = codes_of(chosen[columns.code])
    made["family"] = families_of(made["code"], chosen[columns.family] if columns.family else None)
    unknown = None
    if columns.destination:
        made["destination"], unknown = destinations_of(chosen[columns.destination], counted)
    for name, column in (("region", columns.region), ("exporter", columns.exporter)):
        if column:
            made[name] = pd.Categorical(chosen[column].astype("string").fillna("").str.strip())
    if columns.quantity:
        quantity = parse_amounts(chosen[columns.quantity])
        made["quantity"] = np.where(quantity.missing | quantity.bad, np.nan, quantity.restore(quantity.units))
    findings += _odd(made)
    return Facts(made, findings, unknown, currency)


def periods(dates: pd.Series) -> Ints:
    """Year times twelve plus month (from zero) of each date; -1 where it cannot be read.

    Examples
    --------
    >>> import pandas as pd
    >>> found = periods(pd.Series(["2023-11-30", "202311", "30/11/2023", "soon", 2023.5]))
    >>> (found - 2023 * 12).tolist()[:3], found.tolist()[3:]
    ([10, 10, 10], [-1, -1])
    """
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(dates.dtype):
        read = dates.dt.year * 12 + dates.dt.month - 1
        found: Ints = read.fillna(-1).to_numpy(np.int64)
        return found
    places, labels = pd.factorize(dates, use_na_sentinel=True)
    table = np.array([*(_period(str(label)) for label in labels), -1], np.int64)
    return table[places]


def _period(text: str) -> int:
    match = _DATE.match(text.removesuffix(".0"))
    year, month = (match[1], match[2]) if match else ("0", "0")
    if not match and (turned := _DATE_DAY_FIRST.match(text)):
        year, month = turned[2], turned[1]
    return int(year) * 12 + int(month) - 1 if 1 <= int(month) <= 12 and 1900 < int(year) < 2200 else -1


def _check(frame: pd.DataFrame, columns: Columns) -> None:
    for name in columns.given():
        if name not in frame.columns:
            held = ", ".join(map(str, frame.columns))
            raise TableError(f"no column {name!r}; the table has: {held}.")
    if frame.empty:
        raise BarometerError("the table has no record; give one with at least one month of records.")


def _unread(
    frame: pd.DataFrame, columns: Columns, amounts: Amounts, period: Ints, value: Floats
) -> list[Finding]:
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


def _repeated(frame: pd.DataFrame, columns: Columns, period: Ints) -> NDArray[np.bool_]:
    """Records that say again, cell for cell, what an earlier record of the declaration says."""
    if not columns.declaration:
        return np.zeros(len(frame), bool)
    numbers = frame[columns.declaration]
    several = (numbers.duplicated(keep=False) & numbers.notna()).to_numpy(bool)
    names = [
        c
        for c in (
            columns.declaration,
            columns.value,
            columns.code,
            columns.destination,
            columns.text,
            columns.quantity,
            columns.exporter,
        )
        if c
    ]
    found = np.zeros(len(frame), bool)
    places = np.flatnonzero(several)
    part = frame.iloc[places][list(dict.fromkeys(names))].assign(_period=period[places])
    found[places] = part.duplicated().to_numpy(bool)
    return found


def _repeats(frame: pd.DataFrame, columns: Columns, twice: NDArray[np.bool_], value: Floats) -> list[Finding]:
    if not columns.declaration:
        return []
    numbers = frame[columns.declaration]
    again = (numbers.duplicated() & numbers.notna()).to_numpy(bool) & ~twice
    if columns.record:
        again &= ~frame[columns.record].duplicated().to_numpy(bool)
    return [
        Finding(key, int(mask.sum()), float(value[mask].sum()), str(numbers[mask].iloc[0]))
        for key, mask in (("repeated", twice), ("several_rows", again))
        if mask.any()
    ]


def _odd(facts: pd.DataFrame) -> list[Finding]:
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
    return [
        Finding(key, int(mask.sum()), float(value[mask].sum()), str(facts["code"][mask].iloc[0]))
        for key, mask in cases.items()
        if mask.any()
    ]
