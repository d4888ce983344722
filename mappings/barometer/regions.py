"""Regions of Morocco: names in four languages, ISO codes, provinces and old regions, made into ISO 3166-2."""

from __future__ import annotations

from functools import cache
from typing import Final

from mappings.barometer.countries import UNKNOWN, Destination, subdivisions
from mappings.barometer.spellings import is_blank, key_of, meant
from mappings.nomenclature import LANGUAGES, Language
from mappings.tables import read_table

# Where the library's table of provinces has the wrong region.
_MOVED: Final = {"MA-NOU": "MA-06", "MA-CHT": "MA-09"}


def resolve_region(name: object) -> Destination:
    """Understand one region.

    Parameters
    ----------
    name : object
        A name in French, English, Spanish or Arabic, of a region, of a
        province or of a region of before 2015 that lies in one of today's; or
        an ISO 3166-2 code.

    Returns
    -------
    Destination
        "_X" when it is unknown or missing.

    Raises
    ------
    HirfaError
        When pycountry is not installed; names the extra.

    Examples
    --------
    >>> [resolve_region(n).code for n in ("Marrakech Safi", "فاس-مكناس", "MA-09", "Tétouan", "Casablnca-Settat")]
    ['MA-07', 'MA-03', 'MA-09', 'MA-01', 'MA-06']
    >>> resolve_region("Atlantide").status
    'unknown'
    """
    given = "" if name is None else str(name).strip()
    return Destination(given, UNKNOWN, "missing") if is_blank(given) else _resolved(given)


def region_name(code: str, language: Language) -> str:
    """The name of a region in a language; another code as it is.

    Examples
    --------
    >>> region_name("MA-03", "es"), region_name("_X", "fr")
    ('Fez-Mequinez', '_X')
    """
    return _titles().get(code, {}).get(language, code)


def region_codes() -> tuple[str, ...]:
    """The codes of the twelve regions."""
    return tuple(_titles())


@cache
def _resolved(given: str) -> Destination:
    upper = given.upper()
    if upper in _titles():
        return Destination(given, upper, "iso", given)
    key = key_of(given)
    if key in _names():
        return Destination(given, _names()[key], "name", given)
    code, name = meant(key, _names())
    return Destination(given, code or UNKNOWN, "misspelt" if code else "unknown", name)


@cache
def _names() -> dict[str, str]:
    found = {}
    for place in subdivisions("MA"):
        code = _MOVED.get(place.code, place.parent_code or place.code)
        found[key_of(place.name.partition("(")[0])] = code
        found[key_of(place.code)] = code
    for row in read_table("regions.csv"):
        names = (*(row[language] for language in LANGUAGES), *row["spellings"].split("|"))
        found |= dict.fromkeys(map(key_of, names), row["code"])
    return found


@cache
def _titles() -> dict[str, dict[Language, str]]:
    return {row["code"]: {lang: row[lang] for lang in LANGUAGES} for row in read_table("regions.csv")}
