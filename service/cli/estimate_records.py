"""The records of ``hirfa estimate``: read, predicted, and cut as the user wants to see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mappings.barometer.population import CATEGORIES, Category, Population
from mappings.errors import HirfaError
from service.cli.columns import likely_columns

if TYPE_CHECKING:
    import pandas as pd

    from mappings.barometer.current import Current

_UNDATED: Final = "hirfa_undated"
_DERIVED: Final = (*CATEGORIES, "destination", "region", "month", "year")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asked for.

    Parameters
    ----------
    source : Path
    columns : dict of str to (str or None)
        The columns that she named.
    by : tuple of str
        What to total by.
    origin : str or None
        The edition of the codes.
    covered : (int, int) or None
        First and last period of the records that count.
    """

    source: Path
    columns: dict[str, str | None]
    by: tuple[str, ...]
    origin: str | None = None
    covered: tuple[int, int] | None = None

    @property
    def category(self) -> Category:
        """What is predicted and verified: the code where totals by code are wanted, else the family."""
        chosen = [name for name in CATEGORIES if name in self.by]
        if len(chosen) > 1:
            raise HirfaError("--by family and --by code: a code has one family; choose one of the two.")
        return chosen[0] if chosen else "family"


@dataclass(frozen=True, slots=True)
class Counted:
    """The records of a file that count.

    Parameters
    ----------
    raw : DataFrame
        The file, row by row.
    text : str or None
        The column of the descriptions.
    population : Population
        One row for each record, under its row number from 0, with a column
        for each of `by`.
    left_out : int
        How many rows have no date or value that can be read.
    """

    raw: pd.DataFrame
    text: str | None
    population: Population
    left_out: int


def covered_periods(since: str | None, through: str | None) -> tuple[int, int] | None:
    """The first and last period that a sample is to cover; None for all.

    Examples
    --------
    >>> first, last = covered_periods("2022-01", None)
    >>> first - 2022 * 12, last > first
    (0, True)
    """
    from mappings.barometer.windows import parse_month

    if since is None and through is None:
        return None
    return (parse_month(since) if since else 0, parse_month(through) if through else 9999 * 12)


def read_records(wanted: Wanted) -> Counted:
    """Read a file and predict the family and the code of each record.

    Raises
    ------
    HirfaError
        When the file is missing, or lacks a column that is needed.
    """
    from classifier.predictions import predicted_parts
    from classifier.reclassify_file import read_frame
    from mappings.barometer.population import population_of

    if not wanted.source.is_file():
        raise HirfaError(
            "{source}: no such file; give a CSV, Excel or Parquet file of export records.",
            source=wanted.source,
        )
    raw = read_frame(wanted.source).reset_index(drop=True)
    columns = _columns(raw, wanted)
    dated = raw if "date" in columns else raw.assign(**{_UNDATED: "2000-01"})
    moved = predicted_parts(dated, {"date": _UNDATED, **columns}, wanted.origin)
    facts = _facts(moved, {"date": _UNDATED, **columns})
    uncounted = len(raw) - facts["row"].nunique()
    if wanted.covered:
        facts = facts[facts["period"].between(*wanted.covered)]
    population = population_of(facts)
    frame = _with_cuts(population.frame, raw, wanted.by)
    text = columns.get("text")
    scored = moved.frame.drop_duplicates(moved.record).set_index(moved.record)
    confidence = _confidence(scored.loc[frame.index], frame, text, wanted.category)
    made = Population(frame, population.shares).with_confidence(confidence)
    return Counted(raw, text, made, uncounted)


def _columns(raw: pd.DataFrame, wanted: Wanted) -> dict[str, str]:
    """The columns of the file; codes only where they are named, because texts are what is scored."""
    given = {name: column for name, column in wanted.columns.items() if name != "code" or column}
    found = likely_columns(raw, given, ["value"])
    if ("month" in wanted.by or "year" in wanted.by or wanted.covered) and "date" not in found:
        likely_columns(raw, {"date": None}, ["date"])
    for name in wanted.by:
        if name in ("destination", "region") and name not in found:
            likely_columns(raw, {name: None}, [name])
        elif name not in _DERIVED:
            likely_columns(raw, {"by": name}, ["by"])
    return found


def _facts(moved: Current, columns: dict[str, str]) -> pd.DataFrame:
    import pandas as pd

    from mappings.barometer.columns import Columns
    from mappings.barometer.facts import Facts

    names = ("date", "value", "destination", "region", "currency")
    known = {name: columns[name] for name in names if name in columns}
    facts = Facts(Columns(**known, code=moved.code, share=moved.share, record=moved.record))
    facts.add(moved.frame)
    facts.finish()
    return pd.concat(facts.store.pieces(), ignore_index=True)


def _with_cuts(frame: pd.DataFrame, raw: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """The records with a column for each thing to total by, named as the user names it."""
    from mappings.barometer.intervals import month_of

    made = frame
    for name in by:
        if name == "month":
            made = made.assign(month=frame["period"].map(month_of))
        elif name == "year":
            made = made.assign(year=(frame["period"] // 12).astype(str))
        elif name not in _DERIVED:
            made = made.assign(**{name: raw[name].reindex(frame.index)})
    return made


def _confidence(
    rows: pd.DataFrame, frame: pd.DataFrame, text: str | None, category: Category
) -> pd.DataFrame:
    from classifier.predictions import agreement
    from mappings.families import family_of

    of = family_of if category == "family" else str
    return agreement(rows, frame[category].astype(str), of, text).to_frame(category)
