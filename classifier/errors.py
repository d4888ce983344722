"""Errors of the classifier; each sentence says what is wrong and what to do."""

from __future__ import annotations

from mappings.errors import HirfaError


class ArtifactError(HirfaError):
    """The model folder is missing, incomplete, altered or of another version."""


class AnswerError(HirfaError, ValueError):
    """An answer names an attribute or a value that does not exist."""


class MissingExtraError(HirfaError, ImportError):
    """A feature needs an optional dependency; the text names the extra to install."""


class FrameError(HirfaError, ValueError):
    """A table cannot be scored: a column is missing or the file is unreadable."""
