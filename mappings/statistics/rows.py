"""The rows of an estimate: intervals of totals and shares, from the solutions of all parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mappings.statistics.intervals import clipped_interval, score_interval
from mappings.statistics.population import Population
from mappings.statistics.problem import Floats
from mappings.statistics.quantiles import student_quantile
from mappings.statistics.solve import Solution

if TYPE_CHECKING:
    import pandas as pd

Part = tuple[tuple[Any, ...], Population, Solution]


@dataclass(frozen=True, slots=True)
class Level:
    """The level of the intervals."""

    level: float

    def interval(self, method: str, share: Floats, error: Floats, freedom: Floats) -> tuple[Floats, Floats]:
        """Bounds of shares, by the form of interval that suits the method."""
        quantile = student_quantile(self.level, np.minimum(freedom, 1e9))
        form = score_interval if method == "verified-only" else clipped_interval
        return form(share, error, quantile)


@dataclass(frozen=True, slots=True)
class _Whole:
    """The value of all categories of all parts, and its variance."""

    total: float
    variance: float


def rows_of_parts(
    parts: Sequence[Part], known: Sequence[str], category: str | None, level: Level
) -> pd.DataFrame:
    """One row for each part and category.

    Parameters
    ----------
    parts : sequence of (key, Population, Solution)
    known : sequence of str
        Names of the parts' keys.
    category : str or None
        Name of the column of the category; None where there is only one.
    level : Level
    """
    import pandas as pd

    whole = _whole(parts)
    tables = []
    for key, population, solution in parts:
        table = pd.DataFrame(_columns(population, solution, whole, level))
        if category is not None:
            table.insert(0, category, [*population.categories][: len(table)])
        for position, (name, given) in enumerate(zip(known, key, strict=True)):
            table.insert(position, name, [given] * len(table))
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _whole(parts: Sequence[Part]) -> _Whole:
    total, variance = 0.0, 0.0
    for _, population, solution in parts:
        inside = _inside(population)
        total += float(solution.total[:inside].sum())
        variance += float(_variance(population, solution)[inside:].sum())
    return _Whole(total, variance)


def _inside(population: Population) -> int:
    return len(population.categories) - int(population.has_outside)


def _variance(population: Population, solution: Solution) -> Floats:
    """With what sharing values out adds."""
    problem = population.problem
    if problem.soft is not None:
        return solution.variance + population.allocation @ problem.soft
    added = np.bincount(problem.predicted, population.allocation, problem.size)
    return np.asarray(solution.variance + added)


def _columns(population: Population, solution: Solution, whole: _Whole, level: Level) -> dict[str, Any]:
    inside, problem = _inside(population), population.problem
    here = slice(0, inside)
    total, errors = solution.total[here], np.sqrt(_variance(population, solution))
    error, freedom, method = errors[here], solution.freedom[here], solution.method
    outside = float(errors[inside:].sum())
    value = problem.whole or 1.0
    low, high = level.interval(method, total / value, error / value, freedom)
    share = total / whole.total if whole.total > 0 else np.full(inside, np.nan)
    share_error = _share_error(share, error, solution.correlation[here], outside, whole)
    share_low, share_high = level.interval(method, share, share_error, freedom)
    rows = np.bincount(problem.truth, minlength=problem.size)
    predicted = problem.predicted[problem.rows]
    rows = rows + np.bincount(predicted[predicted != problem.truth], minlength=problem.size)
    return {
        "total": total,
        "standard_error": error,
        "low": np.minimum(low * problem.whole, total),
        "high": np.maximum(high * problem.whole, total),
        "share": share,
        "share_low": np.minimum(share_low, share),
        "share_high": np.maximum(share_high, share),
        "naive": problem.predicted_totals()[here],
        "verified_rows": rows[here],
        "method": method,
    }


def _share_error(share: Floats, error: Floats, correlation: Floats, outside: float, whole: _Whole) -> Floats:
    """Standard error of total over whole, the whole being estimated where records may lie outside.

    The whole errs by the opposite of the totals outside; with that of the same
    part, whose standard error is `outside`, each total is correlated.
    """
    if whole.total <= 0:
        return np.zeros(len(share))
    together = -correlation * error * outside
    variance = error**2 - 2.0 * share * together + share**2 * whole.variance
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)) / whole.total)
