"""The variance that the errors of the classifier should cause, from what is known of every record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from mappings.statistics.problem import Floats, Ints, Problem

_PRIOR_ROWS: Final = 4.0
_PRIOR_ERRORS: Final = 2.0
_WORST: Final = 0.7
_CHUNK: Final = 65_536
_ROUNDS: Final = 30
# A classifier is at times sure and wrong, of all records that are worded alike.
_EDGE: Final = 1e-2


@dataclass(frozen=True, slots=True)
class Working:
    """A working model of the truth given the prediction.

    Parameters
    ----------
    rates : float array, shape (size, size)
        Probability of each true category (column) for each predicted one (row).
    shift : float or None
        What is added to the log-odds of the classifier's confidence; None
        where there is no confidence.
    factor : float array, shape (size,)
        How many times more often than that each predicted category is wrong.
    """

    rates: Floats
    shift: float | None
    factor: Floats

    def confidence(self, problem: Problem, rows: Ints) -> Floats:
        """Probability that the predictions of some records are right."""
        predicted = problem.predicted[rows]
        if problem.confidence is None or self.shift is None:
            return np.asarray(self.rates[predicted, predicted])
        wrong = 1.0 - _expit(_log_odds(problem.confidence[rows]) + self.shift)
        return 1.0 - np.minimum(wrong * self.factor[predicted], _WORST)


def fit_working(problem: Problem) -> Working:
    """Rates of confusion and a correction of the confidence, from the verified records.

    Notes
    -----
    The rates are posterior means: four rows' worth of prior in each predicted
    category, whose errors belong to the other categories in proportion to
    their predicted value. Without it, a category in whose few verified rows no
    error turned up would have none. Before anything is known of a category,
    the rarer it is, the more of what is predicted in it is expected to be
    wrong: errors come from the large categories and land on all
    (`error_factors`).
    """
    size, predicted = problem.size, problem.predicted[problem.rows]
    steady = _steady_weights(problem)
    error = (float(steady[predicted != problem.truth].sum()) + 0.5) / (float(steady.sum()) + 1.0)
    counts = np.zeros((size, size))
    np.add.at(counts, (predicted, problem.truth), steady)
    often = error_factors(problem)
    prior = confusion_prior(problem.predicted_totals(), np.minimum(error * often, _WORST))
    rates = counts + _PRIOR_ROWS * prior
    rates /= rates.sum(axis=1, keepdims=True)
    if problem.confidence is None:
        return Working(rates, None, often)
    right = predicted == problem.truth
    shift = _shift(problem.confidence[problem.rows], right)
    chance = _expit(_log_odds(problem.confidence[problem.rows]) + shift)
    expected = np.bincount(predicted, 1.0 - chance, size)
    found = np.bincount(predicted, ~right, size)
    factor = (found + _PRIOR_ERRORS * often) / (expected + _PRIOR_ERRORS)
    return Working(rates, shift, factor)


def _steady_weights(problem: Problem) -> Floats:
    """Weights under which rates of the verified records are rates of the population.

    Rates of records and rates of value are both fit to use; the weights that
    vary less are taken, which are equal in a simple random sample and in one
    drawn in proportion to value. They add up to the effective number of records.
    """
    candidates = [1.0 / problem.inclusion, problem.weights()]
    effective = [float(w.sum() ** 2 / (w @ w)) for w in candidates]
    best = int(np.argmax(effective))
    return np.asarray(candidates[best] * (effective[best] / candidates[best].sum()))


def error_factors(problem: Problem) -> Floats:
    """How many times more often than all together each predicted category is expected to be wrong.

    Returns
    -------
    float array, shape (size,)
        In proportion to the inverse square root of its frequency, between all
        categories alike and errors landing on all of them alike.
    """
    shares = np.bincount(problem.predicted, minlength=problem.size) / max(len(problem.predicted), 1)
    shares = np.maximum(shares, 1.0 / max(len(problem.predicted), 1))
    return np.asarray(1.0 / (np.sqrt(shares) * np.sqrt(shares).sum()))


def confusion_prior(totals: Floats, error: Floats) -> Floats:
    """Rates of confusion when only the error rates are known: errors fall by predicted value."""
    size = len(totals)
    if size == 1:
        return np.ones((1, 1))
    mass = totals + totals.sum() * 0.01 + 1e-300
    prior = np.tile(mass, (size, 1))
    np.fill_diagonal(prior, 0.0)
    prior *= (error / prior.sum(axis=1))[:, None]
    np.fill_diagonal(prior, 1.0 - error)
    return prior


def _shift(confidence: Floats, right: Ints) -> float:
    """The shift of the log-odds under which as many predictions are wrong as were found wrong."""
    odds = _log_odds(confidence)
    wanted = (right.sum() + 0.5 * confidence.mean()) / (len(right) + 0.5)
    low, high = -8.0, 8.0
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        low, high = (middle, high) if _expit(odds + middle).mean() < wanted else (low, middle)
    return (low + high) / 2


def _log_odds(probability: Floats) -> Floats:
    inside = np.clip(probability, _EDGE, 1.0 - _EDGE)
    return np.log(inside) - np.log1p(-inside)


def _expit(odds: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-odds))


def expected_variance(problem: Problem, working: Working, offset: Floats, centre: Floats) -> Floats:
    """Variance of each category's total under the working model.

    Parameters
    ----------
    problem : Problem
    working : Working
    offset : float array, shape (size, size)
        B of `mappings.statistics.offsets.offset_matrix`.
    centre : float array, shape (size,)
        Mean of y - f B.

    Returns
    -------
    float array, shape (size,)

    Notes
    -----
    The error of the total is a sum over verified records of ``(V w - v) r``
    less that over the others of ``v r``, where r = y - f B - c; the variance
    is the sum of those squares times the expected r^2, given the values and
    the sample drawn: the prediction variance of R. M. Royall and W. G.
    Cumberland, "Variance estimation in finite population sampling", JASA 73
    (1978). It uses the values of all records, which a small sample of skewed
    values represents badly, and is 0 when all records are verified.
    """
    mass = problem.values**2
    if len(problem.rows):
        mass[problem.rows] = (problem.whole * problem.weights() - problem.values[problem.rows]) ** 2
    rows = np.arange(len(mass))
    confidence = working.confidence(problem, rows)
    if problem.soft is None:
        return weighted_variance(problem.predicted[rows], mass, confidence, working.rates, offset + centre)
    spread = np.zeros(problem.size)
    for start in range(0, len(rows), _CHUNK):
        part = slice(start, start + _CHUNK)
        spread += _by_record(problem, rows[part], mass[part], confidence[part], offset, centre, working)
    return spread


def weighted_variance(group: Ints, mass: Floats, confidence: Floats, rates: Floats, guess: Floats) -> Floats:
    """The sum over records of mass times E(y - g)^2, for each category.

    Parameters
    ----------
    group : int array, shape (records,)
        Predicted category.
    mass, confidence : float arrays, shape (records,)
    rates, guess : float arrays, shape (size, size)
        Rates of confusion, and g of each predicted category (row).

    Notes
    -----
    E(y - g)^2 = p - 2 p g + g^2, where g is the same for a whole group.
    """
    size = len(rates)
    total = np.bincount(group, mass, size)
    right = np.bincount(group, mass * confidence, size)
    away = rates - np.diag(np.diag(rates))
    falls = away / np.maximum(away.sum(axis=1, keepdims=True), 1e-300)
    expected = (total - right)[:, None] * falls + np.diag(right)
    return np.asarray((expected * (1.0 - 2.0 * guess) + total[:, None] * guess**2).sum(axis=0))


def _by_record(
    problem: Problem,
    rows: Ints,
    mass: Floats,
    confidence: Floats,
    offset: Floats,
    centre: Floats,
    working: Working,
) -> Floats:
    shares, predicted, index = problem.shares(rows), problem.predicted[rows], np.arange(len(rows))
    # Half of what is left falls as the shares say, half as the verified rows fell.
    falls = shares + working.rates[predicted] * (1.0 - shares[index, predicted])[:, None] + 1e-12
    falls[index, predicted] = 0.0
    left = falls.sum(axis=1)
    likely = falls * ((1.0 - confidence) / np.where(left > 0, left, 1.0))[:, None]
    likely[index, predicted] = confidence
    guess = shares @ offset + centre
    return np.asarray(mass @ (likely * (1.0 - 2.0 * guess) + guess**2))
