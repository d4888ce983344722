"""Variance of the estimated totals: from the verified records, steadied by the working model."""

from __future__ import annotations

from typing import Final

import numpy as np

from mappings.statistics.problem import Floats, Ints

_PRIOR: Final = 20.0


def collapse(strata: Ints, drawn: Floats) -> Ints:
    """Join strata of a single drawn record with their neighbour, so that each has a variance.

    Examples
    --------
    >>> collapse(np.array([0, 0, 1, 2, 2]), np.full(5, 0.5)).tolist()
    [0, 0, 1, 1, 1]
    """
    names, index = np.unique(strata, return_inverse=True)
    counts = np.bincount(index[drawn < 1], minlength=len(names))
    joined, current, held = np.zeros(len(names), np.int64), 0, 0
    for i, count in enumerate(counts):
        joined[i] = current
        held += count
        if held >= 2:
            current, held = current + 1, 0
    if held and current:
        joined[joined == current] = current - 1
    return joined[index]


def design_variance(residuals: Floats, inclusion: Floats, strata: Ints) -> Floats:
    """Variance of the sum of residual / inclusion, for each column of residuals.

    Parameters
    ----------
    residuals : float array, shape (verified, columns)
    inclusion : float array, shape (verified,)
    strata : int array, shape (verified,)

    Returns
    -------
    float array, shape (columns,)

    Notes
    -----
    J. Hájek's approximation for fixed-size samples with unequal probabilities
    (1964), in each stratum; with equal probabilities it is exact, the factor
    1 - pi being the finite-population correction. A stratum taken whole adds
    nothing.

    Examples
    --------
    >>> design_variance(np.array([[1.0], [3.0]]), np.array([0.5, 0.5]), np.array([0, 0])).tolist()
    [8.0]
    """
    open_ = inclusion < 1
    if not open_.any():
        return np.zeros(residuals.shape[1])
    group = collapse(strata, inclusion)[open_]
    weight = (1.0 - inclusion)[open_]
    expanded = residuals[open_] / inclusion[open_][:, None]
    size = int(group.max()) + 1
    total = np.maximum(np.bincount(group, weight, size), 1e-300)
    sums = np.zeros((size, residuals.shape[1]))
    np.add.at(sums, group, expanded * weight[:, None])
    around = expanded - (sums / total[:, None])[group]
    counts = np.bincount(group, minlength=size)
    factor = counts / np.maximum(counts - 1, 1)
    return np.asarray(((weight * factor[group])[:, None] * around**2).sum(axis=0))


def effective_terms(residuals: Floats, inclusion: Floats) -> Floats:
    """How many records the variance of each column rests on (Satterthwaite 1946).

    Examples
    --------
    >>> effective_terms(np.array([[1.0], [1.0], [0.0]]), np.full(3, 0.5)).tolist()
    [2.0]
    """
    terms = (1.0 - inclusion)[:, None] * (residuals / inclusion[:, None]) ** 2
    squares = (terms**2).sum(axis=0)
    return np.asarray(terms.sum(axis=0) ** 2 / np.where(squares > 0, squares, 1.0))


def moderate(direct: Floats, expected: Floats, terms: Floats) -> tuple[Floats, Floats]:
    """A variance between the one observed and the one expected.

    Parameters
    ----------
    direct, expected, terms : float arrays
        The variance from the verified records, that under the working model,
        and the number of records that the first rests on.

    Returns
    -------
    variance, freedom : float arrays

    Notes
    -----
    The moderated variance of G. K. Smyth (2004), "Linear models and empirical
    Bayes methods", with a prior worth twenty records: a category in which few
    errors were drawn borrows from the others, one with many hardly does.

    Examples
    --------
    >>> moderate(np.array([4.0]), np.array([1.0]), np.array([40.0]))
    (array([3.]), array([60.]))
    """
    freedom = terms + _PRIOR
    return (terms * direct + _PRIOR * expected) / freedom, freedom
