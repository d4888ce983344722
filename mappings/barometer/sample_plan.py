"""What the synthetic records add up to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mappings.nomenclature import Edition

MARKETS: Final = ("US", "FR", "ES", "rest")
GROUPS: Final = ("pottery_stone", "carpets", "rest")
_TOTAL_2024: Final = 1_110e6
_TO_NOVEMBER_2023: Final = 984e6
_TOTAL_2023: Final = _TOTAL_2024 / 1.03
# Million dirhams; the years between the published ones are invented.
_TOTALS: Final = {
    2010: 310e6,
    2011: 345e6,
    2012: 370e6,
    2013: 420e6,
    2014: 470e6,
    2015: 520e6,
    2016: 575e6,
    2017: 640e6,
    2018: 715e6,
    2019: _TOTAL_2024 / 1.40,
    2020: 640e6,
    2021: 905e6,
    2022: _TOTAL_2023 / 1.07,
    2023: _TOTAL_2023,
    2024: _TOTAL_2024,
}
_SEASON: Final = (0.80, 0.88, 1.02, 1.0, 1.06, 1.04, 0.97, 0.78, 1.07, 1.15, 1.16, 1.05)
_LOCKDOWN: Final = (0.95, 1.05, 0.7, 0.22, 0.4, 0.8, 0.95, 0.8, 1.15, 1.3, 1.35, 1.3)
_MARKETS_2010: Final = (0.22, 0.27, 0.10)
_MARKETS_2023: Final = (0.44, 0.14, 0.06)
_GROUPS_2010: Final = (0.25, 0.27)
_GROUPS_2023: Final = (0.36, 0.20)
# Rough weights of the families that the barometer does not publish.
_WEIGHTS: Final = {
    "traditional_garments": 3.0,
    "leather_goods": 2.4,
    "wood": 2.2,
    "basketry": 3.0,
    "blankets_covers": 2.0,
    "copper_brass": 3.0,
    "lighting": 3.0,
    "jewellery": 2.0,
    "wrought_iron": 2.0,
    "footwear": 2.0,
}


@dataclass(frozen=True, slots=True)
class Block:
    """Months of one year that share their proportions.

    Parameters
    ----------
    year : int
    months : tuple of int
        Consecutive, 1 to 12.
    total : float
        Dirhams.
    season, markets, groups : arrays
        Shares of the months, of `MARKETS` and of `GROUPS`.
    """

    year: int
    months: tuple[int, ...]
    total: float
    season: NDArray[np.float64]
    markets: NDArray[np.float64]
    groups: NDArray[np.float64]


def edition_of(year: int) -> Edition:
    """The edition in force in a year of the sample.

    Examples
    --------
    >>> [edition_of(y) for y in (2011, 2012, 2017, 2024)]
    ['HS2007', 'HS2012', 'HS2017', 'HS2022']
    """
    if year < 2012:
        return "HS2007"
    if year < 2017:
        return "HS2012"
    return "HS2017" if year < 2022 else "HS2022"


def group_of(family: str) -> str:
    """The group of `GROUPS` that a family is in."""
    return family if family in GROUPS else "rest"


def weight_of(family: str) -> float:
    """How often goods of a family are drawn within its group."""
    return _WEIGHTS.get(family, 1.0)


def _blocks() -> tuple[Block, ...]:
    made = []
    for year, total in _TOTALS.items():
        whole = tuple(range(1, 13))
        parts = [(whole, total)]
        if year in (2022, 2023):
            early = _TO_NOVEMBER_2023 / (1.07 if year == 2022 else 1.0)
            parts = [(whole[:11], early), (whole[11:], total - early)]
        made += [_block(year, months, value) for months, value in parts]
    return tuple(made)


def _block(year: int, months: tuple[int, ...], total: float) -> Block:
    season = np.array(_LOCKDOWN if year == 2020 else _SEASON)[[m - 1 for m in months]]
    # The twelve months of a year wobble a little, so that no two years have the same curve.
    season = season * (1 + 0.05 * np.sin(np.arange(len(months)) * 1.7 + year))
    passed = min(1.0, (year - 2010) / 13)
    return Block(
        year,
        months,
        total,
        season / season.sum(),
        _shares(_MARKETS_2010, _MARKETS_2023, passed),
        _shares(_GROUPS_2010, _GROUPS_2023, passed),
    )


def _shares(begun: tuple[float, ...], ended: tuple[float, ...], passed: float) -> NDArray[np.float64]:
    named = [a + (b - a) * passed for a, b in zip(begun, ended, strict=True)]
    return np.array([*named, 1 - sum(named)])


BLOCKS: Final = _blocks()
CORRECTED: Final = next(i for i, b in enumerate(BLOCKS) if b.year == 2021)
