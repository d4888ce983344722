"""Every text of the pages, in four languages; the texts themselves are the rows of ``words.csv``."""

from __future__ import annotations

from typing import Final

from mappings import Language
from mappings.words import Words

NAMES: Final[dict[Language, str]] = {"fr": "Français", "en": "English", "es": "Español", "ar": "العربية"}
word: Final = Words("words.csv", "service.page")
