"""Errors a person can act on: each names the offending value and the remedy."""

from __future__ import annotations


class HirfaError(Exception):
    """Base of every error that Hirfa raises on purpose.

    Its text is one sentence fit to be shown to a user.
    """


class CodeError(HirfaError, ValueError):
    """A text is not an HS code, or the code does not exist in the edition.

    Parameters
    ----------
    value : str
        What was given, as it was given.
    reason : str
        Why it is refused and what would be accepted.
    suggestions : tuple of str
        The nearest valid codes, nearest first; may be empty.
    """

    def __init__(self, value: str, reason: str, suggestions: tuple[str, ...] = ()) -> None:
        self.value = value
        self.reason = reason
        self.suggestions = suggestions
        hint = f" Nearest valid codes: {', '.join(suggestions)}." if suggestions else ""
        super().__init__(f"{value!r}: {reason}{hint}")


class TableError(HirfaError):
    """A table shipped with Hirfa, or given by the user, cannot be read."""
