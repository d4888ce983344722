"""How far each estimator trusts the predictions: one matrix says it for all of them."""

from __future__ import annotations

from typing import Final, Literal, get_args

import numpy as np

from mappings.statistics.errors import EstimateError
from mappings.statistics.problem import Floats, Problem

Method = Literal["ppi++", "difference", "greg", "post-stratified", "verified-only", "naive"]
METHODS: Final[tuple[Method, ...]] = get_args(Method)
_RIDGE: Final = 3.0


def offset_matrix(problem: Problem, method: Method) -> Floats:
    """The matrix B with which predicted shares f become working values f B.

    Parameters
    ----------
    problem : Problem
    method : str
        One of `METHODS`.

    Returns
    -------
    float array, shape (size, size)
        Rows all add up to one and the same number, so that the estimated
        totals of the categories add up to the whole.

    Notes
    -----
    Every estimator here is ``V (F B + sum of w (y - f B))``, where V is the
    whole, F the predicted shares of it and w the verified records' shares of
    the value they stand for.

    ========================  =====================================================
    ``ppi++``                 B = t I, t tuned for the least trace of the covariance
                              (Angelopoulos, Duchi and Zrnic 2023, "PPI++:
                              Efficient Prediction-Powered Inference")
    ``difference``            B = I (Särndal, Swensson and Wretman 1992, ch. 6;
                              Angelopoulos et al. 2023, "Prediction-powered
                              inference", Science 382)
    ``greg``                  B by regression of the truth on the predicted shares
                              (Särndal, Swensson and Wretman 1992, ch. 6), drawn
                              to I by a ridge
    ``post-stratified``       B = the share of each category in the verified value
                              of each predicted category (ibid., section 7.6)
    ``verified-only``         B = 0, the ratio of Horvitz-Thompson totals (Hájek
                              1971)
    ``naive``                 B = I without the correction
    ========================  =====================================================

    Raises
    ------
    EstimateError
        When the method is unknown.
    """
    identity = np.eye(problem.size)
    if method in ("difference", "naive"):
        return identity
    if method == "verified-only":
        return 0.0 * identity
    if method == "ppi++":
        return tuning(problem) * identity
    if method == "post-stratified":
        return _regression(problem, problem.weights(), 0.0)
    if method == "greg":
        return regression_matrix(problem)
    raise EstimateError("{method!r} is not a method; choose from {known}.", method=method, known=METHODS)


def regression_matrix(problem: Problem) -> Floats:
    """Regression of the truth on the predicted shares, with a ridge worth three records.

    The ridge is what keeps a category with a handful of verified records from
    following each of them (J. N. K. Rao and A. C. Singh 1997).
    """
    return _regression(problem, _precision(problem), _RIDGE)


def synthetic_matrix(problem: Problem) -> Floats:
    """The rates of confusion in value, for the parts of a population that were hardly verified."""
    return _regression(problem, problem.weights() * len(problem.rows), _RIDGE)


def tuning(problem: Problem) -> float:
    """How much of the predictions to use, from 0 (none) to 1 (all).

    Returns
    -------
    float
        What makes the trace of the estimated covariance least (PPI++,
        proposition 2), from the verified records.
    """
    importance, weights = _precision(problem)[:, None], problem.weights()
    answers, shares = problem.answers(), problem.shares(problem.rows)
    answers, shares = answers - weights @ answers, shares - weights @ shares
    spread = float((importance * shares * shares).sum())
    if spread <= 0:
        return 1.0
    return float(np.clip((importance * answers * shares).sum() / spread, 0.0, 1.0))


def _precision(problem: Problem) -> Floats:
    """What the square of each verified record's residual adds to the variance, scaled to mean 1."""
    known = problem.inclusion
    mass = (1.0 - known) * (problem.values[problem.rows] / known) ** 2
    mean = mass.mean()
    return mass / mean if mean > 0 else np.ones(len(mass))


def _regression(problem: Problem, importance: Floats, ridge: float) -> Floats:
    """Weighted regression of truth on shares, drawn to the identity.

    With the ridge the coefficients of a prediction that was never verified are
    those of the identity; a small one is kept always, for that reason.
    """
    shares, identity = problem.shares(problem.rows), np.eye(problem.size)
    strength = max(ridge, 1e-9) * (float(importance.mean()) or 1.0)
    weighted = shares * importance[:, None]
    gram = weighted.T @ shares + strength * identity
    solved = np.linalg.solve(gram, weighted.T @ problem.answers() + strength * identity)
    return np.asarray(solved, np.float64)
