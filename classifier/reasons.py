"""Why a status is what it is, in the user's language: a sentence for each status, and for "empty"."""

from __future__ import annotations

from typing import Final

from mappings.words import Words

reason: Final = Words("reasons.csv", "classifier")
