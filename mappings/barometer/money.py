"""Currencies and deflators: values in dirhams, current and constant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from mappings.barometer.errors import BarometerError

if TYPE_CHECKING:
    import pandas as pd

    from mappings.ragged import Floats, Ints

HOME: Final = "MAD"
_NAMES: Final = {"DH": HOME, "DHS": HOME, "MAD": HOME, "درهم": HOME, "€": "EUR", "$": "USD"}


def in_dirhams(
    value: Floats, currency: pd.Series, period: Ints, rates: Mapping[str, float] | None
) -> tuple[Floats, tuple[str, ...]]:
    """Values in one currency.

    Parameters
    ----------
    value, period : arrays
        Period is year times twelve plus month, from zero.
    currency : Series
        Empty cells count as dirhams.
    rates : mapping of str to float, optional
        Dirhams for one unit: "EUR", or by year or month: "EUR 2023", "EUR 2023-05".

    Returns
    -------
    (array, tuple of str)
        Values, and the currencies found.

    Raises
    ------
    BarometerError
        When there are several currencies and a rate is missing.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> cells = pd.Series(["MAD", "EUR"])
    >>> in_dirhams(np.array([5.0, 2.0]), cells, np.array([24276, 24276]), {"EUR 2023": 11.0})
    (array([ 5., 22.]), ('EUR', 'MAD'))
    """
    import pandas as pd

    places, names = pd.factorize(currency.astype("string").fillna(HOME), sort=False)
    labels = [_NAMES.get(str(n).strip().upper() or HOME, str(n).strip().upper() or HOME) for n in names]
    found = tuple(sorted(set(labels)))
    if len(found) <= 1 and not rates:
        return value, found
    made = value.astype(np.float64, copy=True)
    for place, label in enumerate(labels):
        chosen = places == place
        if label != HOME and chosen.any():
            made[chosen] *= _rates(label, period[chosen], rates or {}, found)
    return made, found


def _rates(label: str, period: Ints, rates: Mapping[str, float], found: tuple[str, ...]) -> Floats:
    distinct, places = np.unique(period, return_inverse=True)
    table = [rate_of(label, int(p), rates, found) for p in distinct]
    return np.array(table)[places]


def rate_of(label: str, period: int, rates: Mapping[str, float], found: tuple[str, ...]) -> float:
    """Dirhams for one unit of a currency in a period.

    Raises
    ------
    BarometerError
        When no rate is given for it; names the currencies that are mixed.
    """
    year, month = divmod(period, 12)
    for key in (f"{label} {year}-{month + 1:02d}", f"{label} {year}", label):
        if key in rates:
            return float(rates[key])
    raise BarometerError(
        "currencies {found} are mixed and {label} has no rate for {year}-{month:02d}; give one, "
        'such as rates={{"{label} {year}": 10.5}}, dirhams for one unit.',
        found=found,
        label=label,
        year=year,
        month=month + 1,
    )


def deflate(value: Floats, period: Ints, deflators: Mapping[str, float], year: int) -> Floats:
    """Values at the prices of a year.

    Parameters
    ----------
    value, period : arrays
    deflators : mapping of str to float
        Price index by year ("2023") or month ("2023-05"), any base.
    year : int
        The year whose prices are wanted.

    Raises
    ------
    BarometerError
        When a period has no index, or an index is not above zero.

    Examples
    --------
    >>> deflate(np.array([100.0]), np.array([2022 * 12]), {"2022": 100.0, "2023": 106.0}, 2023)
    array([106.])
    """
    distinct, places = np.unique(period, return_inverse=True)
    index = np.array([_index(int(p), deflators) for p in distinct])
    inside = [i for p, i in zip(distinct, index, strict=True) if p // 12 == year]
    base = float(np.mean(inside)) if inside else _index(year * 12, deflators)
    table: NDArray[np.float64] = base / index
    return value * table[places]


def _index(period: int, deflators: Mapping[str, float]) -> float:
    year, month = divmod(period, 12)
    found = deflators.get(f"{year}-{month + 1:02d}", deflators.get(str(year)))
    if found is None or not found > 0:
        raise BarometerError(
            "{year}-{month:02d} has no price index above zero; "
            'add "{year}" or "{year}-{month:02d}" to the deflators.',
            year=year,
            month=month + 1,
        )
    return float(found)
