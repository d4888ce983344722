"""The measures of a classifier, each a pure function of arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Booleans = NDArray[np.bool_]
Reals = NDArray[np.float64]


def wilson(successes: int, trials: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's score interval of a proportion (Wilson, 1927).

    Parameters
    ----------
    successes, trials : int
    z : float
        Normal quantile; 1.96 for 95 %.

    Returns
    -------
    low, high : float
        (0, 1) when there are no trials.

    Examples
    --------
    >>> low, high = wilson(90, 100)
    >>> round(low, 3), round(high, 3)
    (0.826, 0.945)
    """
    if trials == 0:
        return 0.0, 1.0
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def calibration_error(confidence: Reals, correct: Booleans, bins: int = 15) -> float:
    """Expected calibration error over equal-width bins (Naeini et al., 2015).

    Examples
    --------
    >>> calibration_error(np.array([0.8] * 5), np.array([True] * 4 + [False]))
    0.0
    """
    if not len(confidence):
        return 0.0
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(float(correct[index == b].mean()) - float(confidence[index == b].mean()))
        * float((index == b).mean())
        for b in range(bins)
        if (index == b).any()
    ]
    return round(math.fsum(gaps), 12)


def reliability(confidence: Reals, correct: Booleans, bins: int = 15) -> list[tuple[float, float, int]]:
    """Mean confidence, accuracy and count of every bin that is not empty.

    Examples
    --------
    >>> reliability(np.array([0.9, 0.9]), np.array([True, False]), bins=2)
    [(0.9, 0.5, 2)]
    """
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        (float(confidence[index == b].mean()), float(correct[index == b].mean()), int((index == b).sum()))
        for b in range(bins)
        if (index == b).any()
    ]


def risk_coverage(confidence: Reals, correct: Booleans) -> tuple[Reals, Reals]:
    """Share of rows answered and error among them, most confident first.

    Examples
    --------
    >>> coverage, risk = risk_coverage(np.array([0.9, 0.1]), np.array([True, False]))
    >>> coverage.tolist(), risk.tolist()
    ([0.5, 1.0], [0.0, 0.5])
    """
    order = np.argsort(-confidence, kind="stable")
    counts = np.arange(1, len(order) + 1)
    return counts / len(order), 1 - np.cumsum(correct[order]) / counts


def macro_f1(truth: Sequence[str], predicted: Sequence[str]) -> float:
    """F1 of every code that occurs in the truth, averaged without weights.

    Examples
    --------
    >>> macro_f1(["a", "a", "b"], ["a", "b", "b"])
    0.6666666666666666
    """
    scores = []
    for code in sorted(set(truth)):
        hit = sum(t == p == code for t, p in zip(truth, predicted, strict=True))
        made = sum(p == code for p in predicted)
        there = sum(t == code for t in truth)
        scores.append(2 * hit / (made + there))
    return math.fsum(scores) / len(scores) if scores else 0.0
