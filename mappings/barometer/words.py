"""Words of the barometer's report, in four languages; the texts themselves are two tables."""

from __future__ import annotations

from typing import Final

from mappings.nomenclature import Language
from mappings.words import Words

word: Final = Words("barometer_words.csv")
# The method behind each table, and what is done about each finding.
method: Final = Words("barometer_methods.csv")


def month_name(month: int, language: Language) -> str:
    """The name of a month, 1 to 12.

    Examples
    --------
    >>> month_name(11, "fr"), month_name(5, "ar")
    ('novembre', 'ماي')
    """
    return word("month_names", language).split()[month - 1]


def month_short(month: int, language: Language) -> str:
    """The short name of a month, 1 to 12.

    Examples
    --------
    >>> month_short(5, "ar"), month_short(11, "fr")
    ('ماي', 'nov.')
    """
    return word("month_names_short", language).split()[month - 1]
