"""Errors of the decisions."""

from __future__ import annotations

from mappings.errors import HirfaError


class DecisionError(HirfaError, ValueError):
    """A decision cannot be recorded or found; the text names the value."""


class UnknownDecisionError(DecisionError, LookupError):
    """No decision has this id."""

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier
        super().__init__(
            "{id!r} is no decision's id; `hirfa decisions export` lists them.", id=identifier[:60]
        )
