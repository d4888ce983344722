"""Intervals of the barometer's totals, from a verified sample of its records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mappings.barometer.population import Category, Population, category_of, population_of
from mappings.barometer.windows import Window
from mappings.statistics import EstimateError, Method, estimate

if TYPE_CHECKING:
    import pandas as pd

ESTIMATED: Final = (
    "estimate",
    "standard_error",
    "low",
    "high",
    "growth_estimate",
    "growth_low",
    "growth_high",
    "verified_rows",
    "estimator",
)
_WHEN: Final = "hirfa_when"
_TRUTH: Final = "hirfa_truth"


def verified_intervals(
    facts: pd.DataFrame,
    window: Window,
    verified: pd.DataFrame,
    *,
    confidence: pd.DataFrame | None = None,
    covered: tuple[int, int] | None = None,
    level: float = 0.95,
    method: Method = "ppi++",
) -> dict[str, pd.DataFrame]:
    """Estimate the totals of the barometer's tables, and their growth, with intervals.

    Parameters
    ----------
    facts : DataFrame
        The records that count, as for
        `mappings.barometer.population.population_of`.
    window : Window
    verified : DataFrame
        What `mappings.statistics.read_sheet` gives, under the records'
        numbers: verified_code (a code or a family; empty for no craft),
        stratum and inclusion.
    confidence : DataFrame, optional
        Columns family and code: the probability that what is predicted of
        each record is right, under the records' numbers. It shortens the
        intervals of small samples; it need not be well calibrated.
    covered : (int, int), optional
        First and last period that the sample was drawn from; all of them when
        not given.
    level : float
        Of the intervals.
    method : str
        One of `mappings.statistics.METHODS`.

    Returns
    -------
    dict of str to DataFrame
        For `Barometer(intervals=...)`: family, code (when codes were
        verified), destination and region where the records have them,
        time_period (months), and total. Each has its key and `ESTIMATED`.

    Notes
    -----
    The totals of destinations, regions and months are those of the records
    that are craft: without a record of no family, and none verified as such,
    nothing about them is uncertain. A record of the sample that the barometer
    leaves out, such as one without a date, is left out of both. Growth is
    estimated where both years have the same months and the sample covers
    them; its interval is that of a ratio (G. Y. Zou and A. Donner 2008, on
    the logarithm), the two years' errors taken to be independent.

    Raises
    ------
    EstimateError
        When the sample does not cover the window, or no verified record is in it.
    """
    first, last = covered or (0, window.year * 12 + 11)
    begin, end = window.year * 12, window.year * 12 + window.last - 1
    if first > begin or last < end:
        raise EstimateError(
            "the sample covers {first} to {last} and the window is {window}; plan a sample that covers it.",
            first=month_of(first),
            last=month_of(last),
            window=window.label,
        )
    population = population_of(facts[facts["period"].between(first, last)])
    if confidence is not None:
        population = population.with_confidence(confidence)
    known = verified[verified.index.isin(population.frame.index)]
    compared = first <= begin - 12 and window.months == window.common
    reading = _Reading(population, known, window, level, method, compared)
    found = {"family": reading.of("family", "family")}
    coded = known["verified_code"].astype(str)
    if coded[coded != ""].str.fullmatch(r"\d{6}").all():
        found["code"] = reading.of("code", "code")
    for name in ("destination", "region"):
        if name in population.frame:
            found[name] = reading.of("family", name)
    found["time_period"] = reading.months()
    found["total"] = reading.of("family", None)
    return found


def month_of(period: int) -> str:
    """A period as a month.

    Examples
    --------
    >>> month_of(2023 * 12 + 10)
    '2023-11'
    """
    return f"{period // 12}-{period % 12 + 1:02d}"


@dataclass(frozen=True, slots=True)
class _Reading:
    """One population, its verified records, and whether the year before can be compared."""

    population: Population
    verified: pd.DataFrame
    window: Window
    level: float
    method: Method
    compared: bool

    def of(self, category: Category, key: str | None) -> pd.DataFrame:
        """Totals of this year by a key, and their growth on the year before."""
        period = self.population.frame["period"].to_numpy()
        when = np.where(self.window.current(period), "now", "")
        if self.compared:
            when = np.where(self.window.comparable(period, before=True), "before", when)
        table = self._estimate(category, [_WHEN, *([key] if key else [])], when)
        now, before = (table[table[_WHEN] == name].drop(columns=_WHEN) for name in ("now", "before"))
        if not key:
            now, before, key = now.assign(total="total"), before.assign(total="total"), "total"
        made = now.set_index(key)
        return made.assign(**_growth(made, before.set_index(key).reindex(made.index))).reset_index()

    def months(self) -> pd.DataFrame:
        """Totals of the months of the window."""
        period = self.population.frame["period"].to_numpy()
        when = np.where(self.window.current(period), period, -1)
        table = self._estimate("family", [_WHEN], when)
        table = table[table[_WHEN] >= 0].rename(columns={_WHEN: "time_period"})
        return table.assign(time_period=table["time_period"].map(month_of)).reset_index(drop=True)

    def _estimate(self, category: Category, by: list[str], when: np.ndarray) -> pd.DataFrame:
        verified = self.verified
        truth = category_of(verified["verified_code"].astype(str), category)
        table = estimate(
            self.population.frame.assign(**{_WHEN: when}),
            by,
            "value",
            verified.assign(**{_TRUTH: truth}),
            predicted=category,
            truth=_TRUTH,
            probabilities="inclusion",
            strata="stratum",
            confidence=self.population.confidence_of(category),
            shares=self.population.predicted_shares(category),
            level=self.level,
            method=self.method,
        )
        names = {"total": "estimate", "method": "estimator"}
        kept = table.rename(columns=names)
        return kept[[*by, *(n for n in ESTIMATED if n in kept)]]


def _growth(now: pd.DataFrame, before: pd.DataFrame) -> dict[str, pd.Series]:
    """Growth and its interval; empty where last year's total, or its low bound, is not above 0."""
    past = before["estimate"].where((before["low"] > 0) & (now["estimate"] > 0))
    ratio = now["estimate"] / past
    with np.errstate(divide="ignore"):
        below = np.hypot(_log(now["low"] / now["estimate"]), _log(before["high"] / past))
        above = np.hypot(_log(now["high"] / now["estimate"]), _log(before["low"] / past))
    return {
        "growth_estimate": ratio - 1,
        "growth_low": ratio * np.exp(-below) - 1,
        "growth_high": ratio * np.exp(above) - 1,
    }


def _log(ratio: pd.Series) -> pd.Series:
    return np.log(ratio.clip(lower=0))  # type: ignore[no-any-return]
