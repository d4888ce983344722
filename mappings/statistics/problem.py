"""What every estimator needs, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Problem:
    """A population of records with predictions, and the rows of it that were verified.

    Parameters
    ----------
    values : float array, shape (records,)
        Known value of each record, non-negative.
    predicted : int array, shape (records,)
        Index of the predicted category (of the largest share, with `soft`).
    size : int
        Number of categories.
    rows : int array, shape (verified,)
        The verified records.
    truth : int array, shape (verified,)
        Their true categories.
    inclusion : float array, shape (verified,)
        Probability with which each of them was drawn.
    strata : int array, shape (verified,)
        Stratum in which each was drawn.
    confidence : float array, shape (records,), or None
        Probability that the prediction is right, as the classifier gives it.
    soft : float array, shape (records, size), or None
        Predicted shares of each record; rows add up to 1.
    """

    values: Floats
    predicted: Ints
    size: int
    rows: Ints
    truth: Ints
    inclusion: Floats
    strata: Ints
    confidence: Floats | None = None
    soft: Floats | None = None

    @property
    def whole(self) -> float:
        """The value of all records."""
        return float(self.values.sum())

    def shares(self, rows: Ints) -> Floats:
        """Predicted shares of some records; a plain prediction is a share of 1."""
        return np.eye(self.size)[self.predicted[rows]] if self.soft is None else self.soft[rows]

    def answers(self) -> Floats:
        """The truth of the verified records, one column for each category."""
        return np.eye(self.size)[self.truth]

    def predicted_totals(self) -> Floats:
        """The naive totals: each record's value under what was predicted."""
        if self.soft is not None:
            return self.values @ self.soft
        return np.bincount(self.predicted, self.values, self.size).astype(np.float64)

    def weights(self) -> Floats:
        """Share of the whole value that each verified record stands for (Hájek 1971)."""
        mass = self.values[self.rows] / self.inclusion
        total = mass.sum()
        return mass / total if total > 0 else np.full(len(mass), 1.0 / len(mass))
