"""Which rows to verify, so that the interval shrinks fastest for the least work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mappings.statistics.columns import need, read_amounts, read_categories, read_probabilities
from mappings.statistics.errors import EstimateError
from mappings.statistics.problem import Floats, Ints, Problem
from mappings.statistics.quantiles import normal_quantile
from mappings.statistics.strata import Design, probabilities, stratify
from mappings.statistics.working import confusion_prior, weighted_variance

if TYPE_CHECKING:
    import pandas as pd

VERIFIED: Final = "verified_code"
_SUREST: Final = 0.05
_FEWEST: Final = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """A sample to verify.

    Parameters
    ----------
    design : DataFrame
        With the index of the frame: stratum (0 is taken whole), inclusion (the
        probability of being drawn), selected.
    strata : DataFrame
        stratum, records, rows, value of each.
    size : int
        Rows to verify.
    margin : float
        The expected half width of the widest interval, as a share of the whole.
    level : float
        Of that interval.
    """

    design: pd.DataFrame
    strata: pd.DataFrame
    size: int
    margin: float
    level: float

    def sheet(self, frame: pd.DataFrame, columns: Sequence[str] = ()) -> pd.DataFrame:
        """The rows to send out, with an empty column ``verified_code`` to fill in.

        Parameters
        ----------
        frame : DataFrame
            The frame that was planned for.
        columns : sequence of str
            What the person who verifies must see, such as the description.
            The prediction is better left out: it would be followed.

        Returns
        -------
        DataFrame
            row (the index label), the columns, verified_code.
        """
        for name in columns:
            need(frame, name, "frame")
        chosen = self.design.index[self.design["selected"]]
        sheet = frame.loc[chosen, list(columns)]
        sheet.insert(0, "row", chosen)
        return sheet.assign(**{VERIFIED: ""}).reset_index(drop=True)


def plan_sample(
    frame: pd.DataFrame,
    *,
    value: str,
    predicted: str,
    confidence: str,
    margin: float | None = None,
    size: int | None = None,
    level: float = 0.95,
    by: str | Sequence[str] | None = None,
    seed: int = 0,
) -> Plan:
    """Choose the rows to verify.

    Parameters
    ----------
    frame : DataFrame
        One row for each record, each with its own index label.
    value, predicted, confidence : str
        Columns of the value, of the predicted category and of the probability
        that it is right. A correction counts by its size.
    margin : float, optional
        The half width wanted of the widest interval among the categories, as a
        share of the whole value: 0.01 is a point.
    size : int, optional
        The number of rows, instead of `margin`.
    level : float
        Of the interval that `margin` is about.
    by : str or sequence of str, optional
        Columns, such as the destination, whose cells must each have a good
        estimate too: rows go to them by the square root of their expected
        error instead of in proportion (M. D. Bankier, "Power allocations",
        The American Statistician 42, 1988).
    seed : int
        Of the draw.

    Returns
    -------
    Plan

    Raises
    ------
    EstimateError
        When neither or both of `margin` and `size` are given, when either is
        out of reach, or a column cannot be used.

    Notes
    -----
    The expected error of a record is ``v sqrt(1 - p)``, the root of its mean
    square, the confidence p being taken to be 0.95 at most: what a classifier is
    sure of and wrong about would else hardly be drawn. Records are drawn with
    probabilities in proportion to it, the largest doubtful ones for certain,
    spread over strata by predicted category and `by`, and by that error
    within them; see `mappings.statistics.strata`.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"dh": [500.0] + [1.0] * 99, "f": ["a", "b"] * 50, "p": [0.6] + [0.9] * 99})
    >>> plan = plan_sample(frame, value="dh", predicted="f", confidence="p", size=20)
    >>> plan.design["inclusion"].iloc[0], int(plan.design["selected"].sum())
    (np.float64(1.0), 20)
    """
    if (margin is None) == (size is None):
        raise EstimateError(
            "margin {margin!r} and size {size!r}: give one of the two.", margin=margin, size=size
        )
    if frame.index.has_duplicates:
        twice = frame.index[frame.index.duplicated()][0]
        raise EstimateError(
            "{table}: row {row!r} is there twice; give each record a label of its own.",
            table="frame",
            row=twice,
        )
    values = abs(read_amounts(frame, value))
    if values.sum() <= 0:
        raise EstimateError("frame: all of {value!r} is 0; there is nothing to verify.", value=value)
    codes, found = read_categories(need(frame, predicted, "frame"))
    chance = read_probabilities(need(frame, confidence, "frame"), confidence, zero=True)
    categories = sorted(set(found))
    none = np.zeros(0, np.int64)
    guessed = np.array([categories.index(name) for name in found], np.int64)[codes]
    problem = Problem(values, guessed, len(categories), none, none, np.zeros(0), none)
    names = [by] if isinstance(by, str) else list(by or ())
    for name in names:
        need(frame, name, "frame")
    planner = _planner(problem, chance, _cells(frame, names), level)
    count = _wanted(planner, margin) if size is None else _checked(size, len(frame))
    return _drawn(frame, planner, count, seed)


@dataclass(frozen=True, slots=True)
class _Planner:
    """Everything about the records that a plan of any size needs."""

    problem: Problem
    chance: Floats
    effort: Floats
    cells: Ints
    level: float

    def design(self, size: int) -> Design:
        """Strata and probabilities for a number of rows."""
        return stratify(self.effort, self.cells, size)

    def margin(self, inclusion: Floats) -> float:
        """The expected half width of the widest interval, as a share of the whole."""
        problem = self.problem
        wrong = np.full(problem.size, 1.0 - self.chance.mean())
        rates = confusion_prior(problem.predicted_totals(), wrong)
        mass = (1.0 / np.maximum(inclusion, 1e-12) - 1.0) * problem.values**2
        variance = weighted_variance(problem.predicted, mass, self.chance, rates, np.eye(problem.size))
        return normal_quantile(self.level) * float(np.sqrt(variance.max())) / problem.whole


def _planner(problem: Problem, confidence: Floats, keys: Ints, level: float) -> _Planner:
    if not 0 < level < 1:
        raise EstimateError("level {level!r} is not between 0 and 1; 0.95 is usual.", level=level)
    chance = np.clip(confidence, _SUREST, 1.0 - _SUREST)
    effort = problem.values * np.sqrt(1.0 - chance)
    total = np.bincount(keys, effort)
    effort = effort / np.sqrt(np.where(total > 0, total, 1.0))[keys]
    return _Planner(problem, chance, effort, keys * problem.size + problem.predicted, level)


def _cells(frame: pd.DataFrame, names: Sequence[str]) -> Ints:
    if not names:
        return np.zeros(len(frame), np.int64)
    groups = frame.groupby(list(names), sort=True, dropna=False).ngroup()
    return np.asarray(groups, np.int64)


def _checked(size: int, records: int) -> int:
    if not _FEWEST <= size <= records:
        raise EstimateError(
            "size {size!r} is not from {fewest} to {records}, the number of records.",
            size=size,
            fewest=_FEWEST,
            records=records,
        )
    return size


def _wanted(planner: _Planner, margin: float | None) -> int:
    """The fewest rows with which the expected margin is small enough."""
    if margin is None or not 0 < margin < 1:
        raise EstimateError(
            "margin {margin!r} is not between 0 and 1; 0.01 is one point of the whole.", margin=margin
        )
    records = len(planner.effort)
    low, high = min(_FEWEST, records), records
    while low < high:
        middle = (low + high) // 2
        if planner.margin(probabilities(planner.effort, middle)) <= margin:
            high = middle
        else:
            low = middle + 1
    return low


def _drawn(frame: pd.DataFrame, planner: _Planner, size: int, seed: int) -> Plan:
    import pandas as pd

    design = planner.design(size)
    selected = design.draw(np.random.default_rng(seed))
    columns = {"stratum": design.stratum, "inclusion": design.inclusion, "selected": selected}
    table = pd.DataFrame(columns, index=frame.index)
    strata = pd.DataFrame(
        {
            "stratum": np.arange(int(design.stratum.max()) + 1),
            "records": np.bincount(design.stratum),
            "rows": np.bincount(design.stratum, selected).astype(np.int64),
            "value": np.bincount(design.stratum, planner.problem.values),
        }
    )
    return Plan(table, strata, int(selected.sum()), planner.margin(design.inclusion), planner.level)
