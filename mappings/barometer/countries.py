"""Destinations: names in four languages, ISO codes and M49 numbers, made into ISO alpha-2 codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from mappings.barometer.former import Former, former_countries
from mappings.barometer.spellings import is_blank, key_of, meant
from mappings.errors import HirfaError
from mappings.nomenclature import LANGUAGES, Language

Status = Literal["iso", "name", "misspelt", "former", "unknown", "missing"]
UNKNOWN: Final = "_X"
_ALIASES: Final = {
    "US": "usa|u s a|u s|etats unis d amerique|eeuu|ee uu|estados unidos de america|امريكا|الولايات المتحدة الامريكية",
    "GB": "uk|u k|grande bretagne|angleterre|great britain|england|gran bretana|inglaterra|بريطانيا|انجلترا",
    "AE": "eau|uae|emirats|emirates|emiratos|الامارات|emirats arabes",
    "SA": "ksa|arabie seoudite|السعودية",
    "KR": "coree du sud|south korea|corea del sur|كوريا الجنوبية|coree",
    "KP": "coree du nord|north korea|corea del norte|كوريا الشمالية",
    "RU": "russie|russia|rusia|روسيا",
    "CD": "rdc|drc|congo kinshasa|zaire|الكونغو الديمقراطية",
    "CG": "congo brazzaville",
    "NL": "hollande|holland|holanda|هولندا",
    "CI": "cote d ivoire|ivory coast|costa de marfil|ساحل العاج",
    "MM": "birmanie|burma|birmania",
    "CZ": "republique tcheque|czech republic|republica checa|التشيك",
    "HK": "hong kong",
    "TR": "turquie|turkey|turquia|تركيا",
    "PS": "palestine|palestina|فلسطين",
    "SZ": "swaziland",
    "MK": "macedoine|macedonia",
}


@dataclass(frozen=True, slots=True)
class Destination:
    """What a destination was understood as.

    Parameters
    ----------
    given : str
        As the record has it.
    code : str
        ISO 3166-1 alpha-2; for a country that no longer exists its
        ISO 3166-3 code of four letters; "_X" when unknown or missing.
    status : str
        "iso" (a code or number), "name", "misspelt" (nearest name taken),
        "former", "unknown" or "missing".
    detail : str
        The name taken, the year it ended, or the nearest names.
    """

    given: str
    code: str
    status: Status
    detail: str = ""


def resolve(name: object) -> Destination:
    """Understand one destination.

    Parameters
    ----------
    name : object
        A name in French, English, Spanish or Arabic, an ISO code of two or
        three letters, or an M49 number.

    Returns
    -------
    Destination

    Raises
    ------
    HirfaError
        When babel or pycountry is not installed; names the extra.

    Notes
    -----
    Names are those of the Unicode CLDR (babel) and of ISO 3166 (pycountry),
    compared without accents, articles and case. A misspelt name is taken for
    the nearest one only when it is near (difflib ratio of 0.84 or more) and no
    other country is nearly as near.

    Examples
    --------
    >>> [resolve(n).code for n in ("États-Unis", "Alemania", "فرنسا", "GBR", 724, "Etats-Unsi")]
    ['US', 'DE', 'FR', 'GB', 'ES', 'US']
    >>> resolve("Yougoslavie")
    Destination(given='Yougoslavie', code='YUCS', status='former', detail='Yugoslavia, 2003')
    >>> resolve("Atlantide").status
    'unknown'
    """
    given = "" if name is None else str(name).strip()
    if is_blank(given):
        return Destination(given, UNKNOWN, "missing")
    return _resolved(given)


def resolve_all(names: Iterable[object]) -> dict[str, Destination]:
    """Understand many destinations, each distinct one once.

    Examples
    --------
    >>> sorted(d.code for d in resolve_all(["Maroc", "Marruecos", "المغرب"]).values())
    ['MA', 'MA', 'MA']
    """
    distinct = dict.fromkeys("" if n is None else str(n).strip() for n in names)
    return {name: resolve(name) for name in distinct}


def country_name(code: str, language: Language) -> str:
    """The name of a destination in a language; "_X" as it is.

    Examples
    --------
    >>> country_name("US", "es"), country_name("SUHH", "fr")
    ('Estados Unidos', 'Union soviétique')
    """
    former = next((f for f in former_countries() if f.code == code), None)
    return former.titles[language] if former else str(_locale(language).territories.get(code, code))


@cache
def _resolved(given: str) -> Destination:
    upper = given.upper()
    by_code = _codes().get(upper) or _codes().get(_m49(given))
    if by_code:
        return Destination(given, by_code, "iso", given)
    key = key_of(given)
    former = _former().get(key)
    if former:
        return _ended(given, former)
    exact = _names().get(key)
    if exact:
        return Destination(given, exact, "name", given)
    return _nearest(given, key)


def _nearest(given: str, key: str) -> Destination:
    former = {name: f.code for name, f in _former().items()}
    code, name = meant(key, _names() | former)
    if not code:
        return Destination(given, UNKNOWN, "unknown", name)
    return _ended(given, _former()[name]) if name in former else Destination(given, code, "misspelt", name)


def _ended(given: str, former: Former) -> Destination:
    return Destination(given, former.code, "former", f"{former.titles['en']}, {former.ended}")


def _m49(given: str) -> str:
    digits = given.removesuffix(".0")
    return digits.zfill(3) if digits.isdecimal() and len(digits) <= 3 else ""


@cache
def _codes() -> dict[str, str]:
    found: dict[str, str] = {"XK": "XK"}
    for country in _iso():
        found |= dict.fromkeys((country.alpha_2, country.alpha_3, country.numeric), country.alpha_2)
    return found


@cache
def _names() -> dict[str, str]:
    known = set(_codes().values())
    found: dict[str, str] = {}
    for country in _iso():
        for field in ("name", "official_name", "common_name"):
            found.setdefault(key_of(getattr(country, field, country.name)), country.alpha_2)
    for language in LANGUAGES:
        for code, name in _locale(language).territories.items():
            if code in known:
                found[key_of(name)] = code
                found.setdefault(key_of(re.sub(r"\(.*?\)", "", name)), code)
    for code, names in _ALIASES.items():
        found |= {key_of(name): code for name in names.split("|")}
    return found


@cache
def _former() -> dict[str, Former]:
    return {key_of(name): former for former in former_countries() for name in former.spellings}


@cache
def _locale(language: Language) -> Any:
    try:
        from babel import Locale
    except ImportError as error:
        raise HirfaError('country names need babel; install it with: pip install "hirfa[scale]".') from error
    return Locale(language)


def country_codes() -> tuple[str, ...]:
    """The ISO codes of today's countries, Kosovo's user-assigned one with them, and of former ones."""
    return (*sorted(set(_codes().values())), *(f.code for f in former_countries()))


def subdivisions(country: str) -> tuple[Any, ...]:
    """The subdivisions of a country as ISO 3166-2 has them."""
    return tuple(_library().subdivisions.get(country_code=country))


@cache
def _iso() -> tuple[Any, ...]:
    return tuple(_library().countries)


def _library() -> Any:
    try:
        import pycountry
    except ImportError as error:
        raise HirfaError(
            'country names need pycountry; install it with: pip install "hirfa[scale]".'
        ) from error
    return pycountry
