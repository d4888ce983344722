"""Every text of the pages, in four languages; the texts themselves are the rows of ``words.csv``."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Final

from mappings import LANGUAGES, Language

TABLE: Final = Path(__file__).with_name("words.csv")
NAMES: Final[dict[Language, str]] = {"fr": "Français", "en": "English", "es": "Español", "ar": "العربية"}


def word(key: str, language: Language, **values: object) -> str:
    """A text of the pages.

    Parameters
    ----------
    key : str
        As in ``words.csv``.
    language : {"fr", "en", "es", "ar"}
    **values
        What stands in the text's braces.

    Returns
    -------
    str
        Plain text; the templates escape it.

    Raises
    ------
    KeyError
        When there is no such text.

    Examples
    --------
    >>> word("nav_classify", "fr"), word("nav_classify", "ar")
    ('Classer', 'تصنيف')
    """
    text = words()[key][language]
    return text.format(**values) if values else text


@cache
def words() -> dict[str, dict[Language, str]]:
    """All texts by key and language."""
    with TABLE.open(encoding="utf-8", newline="") as handle:
        return {
            row["key"]: {language: row[language] for language in LANGUAGES} for row in csv.DictReader(handle)
        }
