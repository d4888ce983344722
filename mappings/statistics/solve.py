"""One population, one method: totals and their variances."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from mappings.statistics.offsets import Method, offset_matrix, synthetic_matrix
from mappings.statistics.problem import Floats, Ints, Problem
from mappings.statistics.variance import design_variance, effective_terms, moderate
from mappings.statistics.working import Working, expected_variance, fit_working
from mappings.weights import project

FEWEST: Final = 10


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt from all verified records, for every part of the population.

    Parameters
    ----------
    method : str
    offset : float array, shape (size, size)
        B of `mappings.statistics.offsets.offset_matrix`.
    synthetic : float array, shape (size, size)
        B for the parts with too few verified records of their own.
    working : Working
    counts : float array, shape (size,)
        Effective number of verified records of each predicted category (Kish 1965).
    """

    method: Method
    offset: Floats
    synthetic: Floats
    working: Working
    counts: Floats


@dataclass(frozen=True, slots=True)
class Solution:
    """Estimated totals of one population.

    Parameters
    ----------
    total : float array, shape (size,)
        Non-negative, adding up to the whole.
    variance : float array, shape (size,)
    freedom : float array, shape (size,)
        Degrees of freedom of the variance.
    correlation : float array, shape (size,)
        Of each total's error with that of the last category.
    method : str
    """

    total: Floats
    variance: Floats
    freedom: Floats
    correlation: Floats
    method: str


def learn(problem: Problem, method: Method) -> Model:
    """Fit once, to all verified records, what every part of the population shares."""
    group, weights = problem.predicted[problem.rows], problem.weights()
    squares = np.bincount(group, weights**2, problem.size)
    counts = np.bincount(group, weights, problem.size) ** 2 / np.where(squares > 0, squares, 1.0)
    offset, synthetic = offset_matrix(problem, method), synthetic_matrix(problem)
    return Model(method, offset, synthetic, fit_working(problem), counts)


def solve(problem: Problem, model: Model) -> Solution:
    """Totals of a population, or of a part of it, by a method.

    Parameters
    ----------
    problem : Problem
        With the verified records of this part only.
    model : Model

    Returns
    -------
    Solution
        Its method is "exact" when all value was verified or there is one
        category only, and "synthetic" when
        the part has fewer than ten verified records, so that the rates
        found elsewhere stands in (Särndal, Swensson and Wretman 1992, ch. 10).

    Examples
    --------
    >>> rows, truth = np.arange(4), np.array([0, 1, 1, 1])
    >>> all_of_them = Problem(
    ...     np.array([5.0, 1.0, 2.0, 2.0]), np.array([0, 0, 1, 1]), 2, rows, truth, np.ones(4), rows * 0
    ... )
    >>> solve(all_of_them, learn(all_of_them, "ppi++")).total.tolist()
    [5.0, 5.0]
    """
    if model.method == "naive":
        return _naive(problem)
    if _left(problem) <= 0:
        return _exact(problem)
    if problem.size == 1:
        return replace(_naive(problem), variance=np.zeros(1), method="exact")
    if len(problem.rows) < FEWEST or not problem.values[problem.rows].any():
        return _synthetic(problem, model)
    return _corrected(problem, model)


def _left(problem: Problem) -> float:
    unseen = np.ones(len(problem.values), bool)
    unseen[problem.rows] = False
    return float(problem.values[unseen].sum())


def _exact(problem: Problem) -> Solution:
    total = np.bincount(problem.truth, problem.values[problem.rows], problem.size).astype(np.float64)
    nothing = np.zeros(problem.size)
    return Solution(total, nothing, nothing + np.inf, nothing, "exact")


def _naive(problem: Problem) -> Solution:
    """The spread is that of a bootstrap of the records: it knows of no error of the classifier."""
    total, nothing = problem.predicted_totals(), np.zeros(problem.size)
    share = total / (problem.whole or 1.0)
    squares = problem.values**2
    if problem.soft is None:
        own = np.bincount(problem.predicted, squares, problem.size)
        variance = own * (1.0 - 2.0 * share) + squares.sum() * share**2
    else:
        variance = squares @ (problem.soft - share) ** 2
    return Solution(total, variance, nothing + np.inf, nothing, "naive")


def _corrected(problem: Problem, model: Model) -> Solution:
    gaps = problem.answers() - problem.shares(problem.rows) @ model.offset
    centre = problem.weights() @ gaps
    total = problem.predicted_totals() @ model.offset + problem.whole * centre
    values = problem.values[problem.rows]
    residuals = values[:, None] * (gaps - centre)
    reach = problem.whole / float((values / problem.inclusion).sum())
    direct = design_variance(residuals, problem.inclusion, problem.strata) * reach**2
    expected = expected_variance(problem, model.working, model.offset, centre)
    variance, freedom = moderate(direct, expected, effective_terms(residuals, problem.inclusion))
    correlation = _correlation(residuals / problem.inclusion[:, None])
    return Solution(_bounded(total, problem.whole), variance, freedom, correlation, model.method)


def _synthetic(problem: Problem, model: Model) -> Solution:
    unseen = _without(problem, problem.rows)
    predicted = unseen.predicted_totals()
    seen = np.bincount(problem.truth, problem.values[problem.rows], problem.size)
    total = seen + predicted @ model.synthetic
    nothing = np.zeros(problem.size)
    own = expected_variance(unseen, model.working, model.synthetic, nothing)
    rates = model.working.rates
    # The rates themselves are estimated, and err the same way for all records.
    shared = (predicted**2 / (model.counts + 1.0)) @ (rates * (1.0 - rates))
    freedom = np.full(problem.size, max(model.counts.sum() - 1.0, 1.0))
    return Solution(_bounded(total, problem.whole), own + shared, freedom, nothing, "synthetic")


def _without(problem: Problem, rows: Ints) -> Problem:
    keep = np.ones(len(problem.values), bool)
    keep[rows] = False
    none = np.zeros(0, np.int64)
    return Problem(
        problem.values[keep],
        problem.predicted[keep],
        problem.size,
        none,
        none,
        np.zeros(0),
        none,
        None if problem.confidence is None else problem.confidence[keep],
        None if problem.soft is None else problem.soft[keep],
    )


def _bounded(total: Floats, whole: float) -> Floats:
    """The nearest totals that are not negative and add up to the whole."""
    if whole <= 0 or not (total < 0).any():
        return total
    shares = project((total / whole)[None, :], np.ones((1, len(total)), bool))
    return np.asarray(shares[0] * whole)


def _correlation(terms: Floats) -> Floats:
    last = terms[:, -1]
    scale = np.sqrt((terms**2).sum(axis=0) * float(last @ last))
    return np.asarray((last @ terms) / np.where(scale > 0, scale, 1.0))
