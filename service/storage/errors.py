"""Errors of the storage; no sentence ever shows a password."""

from __future__ import annotations

from mappings.errors import HirfaError


class StorageError(HirfaError):
    """The database cannot be opened, migrated or copied."""
