"""Strata and inclusion probabilities: where verified rows shrink the interval fastest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mappings.statistics.problem import Floats, Ints

_LEAST: Final = 2.0


@dataclass(frozen=True, slots=True)
class Design:
    """A sample before it is drawn.

    Parameters
    ----------
    stratum : int array, shape (records,)
        0 is taken whole.
    inclusion : float array, shape (records,)
        Probability with which each record is drawn; they add up to the size.
    order : int array, shape (records,)
        The records by stratum, and by effort within it.
    """

    stratum: Ints
    inclusion: Floats
    order: Ints

    def draw(self, rng: np.random.Generator) -> NDArray[np.bool_]:
        """Which records are drawn: exactly as many as the probabilities add up to.

        Notes
        -----
        Systematic sampling with unequal probabilities (W. G. Madow 1949) down
        the ordered list, which spreads the rows over each stratum from the
        smallest effort to the largest.

        Examples
        --------
        >>> design = stratify(np.arange(1.0, 41.0), np.zeros(40, int), 12)
        >>> int(design.draw(np.random.default_rng(0)).sum())
        12
        """
        reached = np.cumsum(self.inclusion[self.order])
        size = round(float(reached[-1])) if len(reached) else 0
        # Scaled, lest rounding errors of the sum lose the last row.
        marks = np.floor(reached * (size / max(float(reached[-1]), 1e-300)) - rng.random() + 1.0 + 1e-9)
        drawn = np.zeros(len(reached), bool)
        drawn[self.order] = np.diff(np.minimum(marks, size), prepend=0.0) > 0
        return drawn


def stratify(effort: Floats, cells: Ints, size: int) -> Design:
    """Decide with what probability to verify each record.

    Parameters
    ----------
    effort : float array, shape (records,)
        Expected standard deviation of each record's error, in value.
    cells : int array, shape (records,)
        What should not be mixed, such as predicted categories.
    size : int
        Rows to verify, at most the number of records.

    Returns
    -------
    Design

    Notes
    -----
    The allocation of J. Neyman (JRSS 97, 1934) carried to the single record:
    probabilities in proportion to the expected standard deviation make the
    anticipated variance least (C.-E. Särndal, B. Swensson and J. Wretman 1992,
    section 12.2). Records that this would draw for certain are taken whole.
    The strata are the cells; those that expect less than two rows share one.

    Examples
    --------
    >>> design = stratify(np.array([90.0, 1, 1, 1, 1, 1, 1, 1, 1]), np.zeros(9, int), 5)
    >>> design.stratum.tolist(), design.inclusion.tolist()
    ([0, 1, 1, 1, 1, 1, 1, 1, 1], [1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    """
    inclusion = probabilities(effort, size)
    rest = np.flatnonzero(inclusion < 1)
    stratum = np.zeros(len(effort), np.int64)
    stratum[rest] = 1 + _joined(cells[rest], inclusion[rest])
    return Design(stratum, inclusion, np.lexsort((effort, stratum)).astype(np.int64))


def probabilities(effort: Floats, size: int) -> Floats:
    """Inclusion probabilities in proportion to effort, at most 1, adding up to the size.

    Examples
    --------
    >>> probabilities(np.array([6.0, 1.0, 3.0, 1.0, 1.0, 1.0]), 4).tolist()
    [1.0, 0.5, 1.0, 0.5, 0.5, 0.5]
    """
    # A record of no effort still needs some chance, or it could not be estimated from.
    effort = np.maximum(effort, effort.sum() * 1e-9 / max(len(effort), 1)) + 1e-300
    certain = take_all(effort, size)
    rest = ~certain
    shares = effort / (effort[rest].sum() or 1.0)
    return np.where(certain, 1.0, np.minimum((size - int(certain.sum())) * shares, 1.0))


def take_all(effort: Floats, size: int) -> NDArray[np.bool_]:
    """The records whose share of the effort is worth a whole row or more.

    Examples
    --------
    >>> take_all(np.array([6.0, 1.0, 3.0, 1.0, 1.0]), 3).tolist()
    [True, False, True, False, False]
    """
    order = np.argsort(-effort, kind="stable")
    ranked = effort[order]
    left = np.cumsum(ranked[::-1])[::-1]
    room = size - np.arange(len(ranked))
    worth = (room > 0) & (ranked * room >= left * (1 - 1e-12))
    count = len(worth) if worth.all() else int(np.argmin(worth))
    certain = np.zeros(len(effort), bool)
    certain[order[:count]] = True
    return certain


def _joined(cells: Ints, inclusion: Floats) -> Ints:
    """Cells numbered from 0, those that expect less than two rows as one, the last."""
    names, cell = np.unique(cells, return_inverse=True)
    few = np.bincount(cell, inclusion, len(names)) < _LEAST
    numbers = np.where(few, int((~few).sum()), np.cumsum(~few) - 1)
    return np.asarray(numbers[cell], np.int64)
