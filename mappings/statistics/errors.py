"""The error of estimates and samples."""

from __future__ import annotations

from mappings.errors import HirfaError


class EstimateError(HirfaError, ValueError):
    """A table, a sample or a choice from which no honest total can be computed.

    Examples
    --------
    >>> raise EstimateError("verified: no row; verify some rows, plan_sample says which.")
    Traceback (most recent call last):
    mappings.statistics.errors.EstimateError: verified: no row; verify some rows, plan_sample says which.
    """
