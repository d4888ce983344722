"""What the barometer refuses."""

from __future__ import annotations

from mappings.errors import HirfaError


class BarometerError(HirfaError):
    """A barometer cannot be computed from what was given; the sentence says what to give instead."""
