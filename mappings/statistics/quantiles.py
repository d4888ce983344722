"""Quantiles of the normal and of Student's distribution, without scipy."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from mappings.statistics.problem import Floats


def normal_quantile(level: float) -> float:
    """Half width, in standard errors, of a normal interval.

    Examples
    --------
    >>> round(normal_quantile(0.95), 4)
    1.96
    """
    return NormalDist().inv_cdf(0.5 + level / 2)


def student_quantile(level: float, freedom: Floats) -> Floats:
    """Half width, in standard errors, of an interval with few degrees of freedom.

    Parameters
    ----------
    level : float
    freedom : float array
        Degrees of freedom, not necessarily whole; below 2 they count as 2.

    Returns
    -------
    float array

    Notes
    -----
    G. W. Hill, "Algorithm 396: Student's t-quantiles", Communications of the
    ACM 13 (1970).

    Examples
    --------
    >>> student_quantile(0.95, np.array([3.0, 10.0, 1e6])).round(3).tolist()
    [3.182, 2.228, 1.96]
    """
    n, tail = np.maximum(freedom, 2.0), 1.0 - level
    a = 1.0 / (n - 0.5)
    b = (48.0 / a) / a
    c = ((20700.0 * a / b - 98.0) * a - 16.0) * a + 96.36
    d = ((94.5 / (b + c) - 3.0) / b + 1.0) * np.sqrt(a * np.pi / 2) * n
    y = (d * tail) ** (2.0 / n)
    return np.where(y > 0.05 + a, _near_centre(n, a, b, c, d, normal_quantile(level)), _far_out(n, y, d))


def _near_centre(n: Floats, a: Floats, b: Floats, c: Floats, d: Floats, z: float) -> Floats:
    x = -z
    y = np.full(len(n), z * z)
    c = np.where(n < 5, c + 0.3 * (n - 4.5) * (x + 0.6), c)
    c = (((0.05 * d * x - 5.0) * x - 7.0) * x - 2.0) * x + b + c
    y = (((((0.4 * y + 6.3) * y + 36.0) * y + 94.5) / c - y - 3.0) / b + 1.0) * x
    y = a * y * y
    return np.asarray(np.sqrt(n * np.where(y > 0.002, np.expm1(np.minimum(y, 700.0)), 0.5 * y * y + y)))


def _far_out(n: Floats, y: Floats, d: Floats) -> Floats:
    inner = 1.0 / (((n + 6.0) / (n * y) - 0.089 * d - 0.822) * (n + 2.0) * 3.0)
    inner = inner + 0.5 / (n + 4.0)
    y = (inner * y - 1.0) * (n + 1.0) / (n + 2.0) + 1.0 / y
    return np.sqrt(n * np.maximum(y, 0.0))
