"""Short titles in four languages, in our own words."""

from __future__ import annotations

from functools import cache

from mappings.nomenclature import LANGUAGES, Language
from mappings.tables import read_table


def title(code: str, language: Language = "fr") -> str:
    """The short title of a chapter, heading or subheading.

    Parameters
    ----------
    code : str
        Two, four or six digits.
    language : {"fr", "en", "es", "ar"}

    Returns
    -------
    str
        The title; where a code of an uncommon heading has none of its own,
        the title of the nearest level above.

    Raises
    ------
    KeyError
        When not even the chapter exists.

    Examples
    --------
    >>> title("57", "en")
    'Carpets and other textile floor coverings'
    """
    titles = _titles()
    for length in (6, 4, 2):
        if len(code) >= length and code[:length] in titles:
            return titles[code[:length]][language]
    raise KeyError(code)


def hierarchy(code: str, language: Language = "fr") -> tuple[tuple[str, str], ...]:
    """The (code, title) pairs from the chapter down to the code itself.

    Examples
    --------
    >>> [code for code, _ in hierarchy("570110", "en")]
    ['57', '5701', '570110']
    """
    levels = (code[:length] for length in (2, 4, 6) if length <= len(code))
    return tuple((level, title(level, language)) for level in levels)


@cache
def _titles() -> dict[str, dict[Language, str]]:
    return {row["code"]: {lang: row[lang] for lang in LANGUAGES} for row in read_table("titles.csv")}
