"""The goods of the synthetic records, and how people write them and their destinations."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np

from mappings.barometer.countries import country_name, resolve
from mappings.nomenclature import LANGUAGES
from mappings.ragged import Ints
from mappings.tables import read_table

_VARIETIES: Final = {"fr": 0.5, "en": 0.2, "ar": 0.12, "es": 0.08, "darija": 0.1}
_SHAPES: Final = ("{}", "{}, lot de {n}", "{} - {n} pcs", "{} ref. {n}", "{} {n} cm")
_TYPING: Final = 0.04
_MISSPELT: Final = 0.01
_UNSAID: Final = 0.01
_OTHERS: Final = [
    "DE",
    "GB",
    "NL",
    "BE",
    "IT",
    "CA",
    "AE",
    "SA",
    "QA",
    "CH",
    "SE",
    "DK",
    "JP",
    "AU",
    "PT",
    "NO",
    "PL",
    "KW",
    "IL",
    "TR",
    "SN",
    "MR",
    "CI",
    "TN",
    "DZ",
    "EG",
    "MX",
    "BR",
    "CN",
    "KR",
]


@dataclass(frozen=True, slots=True)
class Good:
    """One good.

    Parameters
    ----------
    code, family : str
        HS2022.
    low, high : float
        Plausible dirhams for one unit.
    unit : str
        "u", "m2" or "kg".
    destinations : tuple of str
        Where it typically goes.
    texts : dict of variety to str
    """

    code: str
    family: str
    low: float
    high: float
    unit: str
    destinations: tuple[str, ...]
    texts: dict[str, str]


@cache
def goods() -> tuple[Good, ...]:
    """The goods, as the table has them.

    Examples
    --------
    >>> len(goods()) >= 150, goods()[0].family
    (True, 'pottery_stone')
    """
    return tuple(
        Good(
            row["code"],
            row["family"],
            float(row["low"]),
            float(row["high"]),
            row["unit"],
            tuple(row["destinations"].split()),
            {variety: row[variety] for variety in _VARIETIES},
        )
        for row in read_table("sample_goods.csv")
    )


@cache
def code_pool() -> Any:
    """HS2022 code of each good."""
    return np.array([g.code for g in goods()], object)


def text_pool(good: Ints, random: np.random.Generator) -> tuple[Any, Any]:
    """A variety of language and a text for each record; some with typing errors."""
    varieties = list(_VARIETIES)
    variety = random.choice(len(varieties), len(good), p=list(_VARIETIES.values()))
    shape = random.integers(0, len(_SHAPES), len(good))
    wrong = random.random(len(good)) < _TYPING
    made = _texts()[good, variety, shape, wrong.astype(int)]
    return np.array(varieties, object)[variety], made


def destination_pool(market: Ints, good: Ints, random: np.random.Generator) -> Any:
    """A destination for each record: a name in one of four languages or a code, some misspelt or missing.

    `market` is an index into `mappings.barometer.sample_plan.MARKETS`; only
    the rest may be missing, so that the published shares stand.
    """
    count = len(market)
    typical = random.random(count) < 0.5
    general = random.choice(len(_OTHERS), count, p=_skewed(len(_OTHERS)))
    code = np.array(_OTHERS, object)[general]
    for i, item in enumerate(goods()):
        own = [d for d in item.destinations if d not in ("US", "FR", "ES")]
        where = np.flatnonzero((good == i) & typical)
        if own:
            code[where] = np.array(own, object)[random.integers(0, len(own), len(where))]
    for i, name in enumerate(("US", "FR", "ES")):
        code[market == i] = name
    writing = random.choice(len(LANGUAGES) + 1, count, p=[0.55, 0.22, 0.09, 0.08, 0.06])
    wrong = (random.random(count) < _MISSPELT).astype(int)
    made = np.empty(count, object)
    for name in sorted(set(code)):
        where = np.flatnonzero(code == name)
        made[where] = np.array(_writings(name), object)[writing[where], wrong[where]]
    made[(market == len(("US", "FR", "ES"))) & (random.random(count) < _UNSAID)] = None
    return made


def _skewed(count: int) -> Any:
    weights = 1 / np.arange(2, count + 2)
    return weights / weights.sum()


@cache
def _texts() -> Any:
    """Texts by good, variety, shape, and whether mistyped."""
    made = np.empty((len(goods()), len(_VARIETIES), len(_SHAPES), 2), object)
    for i, item in enumerate(goods()):
        for j, text in enumerate(item.texts.values()):
            for k, shape in enumerate(_SHAPES):
                whole = shape.format(text, n=(i * 7 + k * 5) % 40 + 2)
                made[i, j, k] = (whole, mistyped(whole))
    return made


def mistyped(text: str) -> str:
    """The text with two letters swapped or one left out, always the same way.

    Examples
    --------
    >>> mistyped("tapis de laine") != "tapis de laine"
    True
    """
    inside = [i for i in range(1, len(text) - 1) if text[i].isalpha() and text[i + 1].isalpha()]
    if not inside:
        return text
    luck = zlib.crc32(text.encode())
    i = inside[luck % len(inside)]
    if luck % 3 or text[i] == text[i + 1]:
        return text[:i] + text[i + 1 :]
    return text[:i] + text[i + 1] + text[i] + text[i + 2 :]


@cache
def _writings(code: str) -> list[tuple[str, str]]:
    """Ways to write a destination, each with a misspelling that can still be understood."""
    names = [country_name(code, language) for language in LANGUAGES]
    return [*((n, _understood(mistyped(n), n, code)) for n in names), (code, code)]


def _understood(wrong: str, right: str, code: str) -> str:
    return wrong if resolve(wrong).code == code else right
