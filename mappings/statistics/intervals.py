"""Intervals that respect the bounds: nothing below zero, nothing above the whole."""

from __future__ import annotations

import numpy as np

from mappings.statistics.problem import Floats


def clipped_interval(share: Floats, error: Floats, quantile: Floats) -> tuple[Floats, Floats]:
    """Estimate plus and minus, cut at 0 and 1.

    Examples
    --------
    >>> clipped_interval(np.array([0.1]), np.array([0.06]), np.array([2.0]))
    (array([0.]), array([0.22]))
    """
    return np.clip(share - quantile * error, 0.0, 1.0), np.clip(share + quantile * error, 0.0, 1.0)


def score_interval(share: Floats, error: Floats, quantile: Floats) -> tuple[Floats, Floats]:
    """The interval of E. B. Wilson (1927) with the effective number of records.

    Parameters
    ----------
    share, error, quantile : float arrays
        Estimate, standard error, and half width in standard errors.

    Notes
    -----
    The effective number is that of a plain sample with the same standard
    error: share (1 - share) / error^2 (E. L. Korn and B. I. Graubard 1998).
    It fits estimates that are proportions of a sample. Those that lean on
    predictions rather err upwards in small categories, so that a low bound
    above the normal one misses more often; they take `clipped_interval`.

    Examples
    --------
    >>> low, high = score_interval(np.array([0.1]), np.array([0.03]), np.array([1.96]))
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.055], [0.174])
    """
    inside = np.clip(share, 1e-6, 1.0 - 1e-6)
    spread = quantile**2 * error**2 / (inside * (1.0 - inside))
    centre = (inside + spread / 2) / (1.0 + spread)
    half = np.sqrt(inside * (1.0 - inside) * spread + spread**2 / 4) / (1.0 + spread)
    exact = error <= 0
    return np.where(exact, share, centre - half), np.where(exact, share, centre + half)
