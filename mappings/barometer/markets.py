"""Concentration of markets."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from mappings.barometer.countries import UNKNOWN
from mappings.barometer.windows import Window

if TYPE_CHECKING:
    import pandas as pd


def concentration(
    facts: pd.DataFrame, window: Window, hidden: Callable[[int], set[str]] = lambda _year: set()
) -> pd.DataFrame:
    """Concentration of destinations, year by year, in the months of the window.

    Parameters
    ----------
    facts : DataFrame
    window : Window
    hidden : callable
        The confidential destinations of a year. They count with their mean,
        which a reader knows, so that no figure says anything of one of them.

    Returns
    -------
    DataFrame
        time_period, destinations, hhi (Herfindahl-Hirschman index, 0 to
        10,000), equivalent (how many equal markets would give it), top1,
        top3 (shares of the largest), unknown (share of the value without a
        known destination, which is left out of the others).

    Notes
    -----
    Hirschman, "The Paternity of an Index", *American Economic Review* 54
    (1964). Destinations whose net value is not above zero are left out.

    Examples
    --------
    >>> import pandas as pd
    >>> from mappings.barometer.windows import window_of
    >>> facts = pd.DataFrame({"period": [24276] * 2, "destination": ["US", "FR"], "value": [3.0, 1.0]})
    >>> concentration(facts, window_of(facts.period.to_numpy())).to_numpy().tolist()[0]
    ['2023', 2, 6250.0, 1.6, 0.75, 1.0, 0.0]
    """
    import pandas as pd

    year, month = np.divmod(facts["period"].to_numpy(), 12)
    chosen = facts[(month < window.last) & (year <= window.year)]
    cells = chosen.groupby(
        [year[(month < window.last) & (year <= window.year)], "destination"], observed=True
    )["value"].sum()
    rows = []
    for when in sorted(set(cells.index.get_level_values(0))):
        away = hidden(int(when))
        each = _levelled(cells.loc[when], away)
        known = each[(each > 0) & (each.index.astype(str) != UNKNOWN)].sort_values(ascending=False)
        if known.empty:
            continue
        shares = (known / known.sum()).to_numpy()
        hhi = float((shares**2).sum()) * 10_000
        told = each.sum() > 0 and UNKNOWN not in away
        without = float(each.get(UNKNOWN, 0.0)) / float(each.sum()) if told else np.nan
        rows.append((str(when), len(known), hhi, 10_000 / hhi, shares[0], shares[:3].sum(), without))
    names = ["time_period", "destinations", "hhi", "equivalent", "top1", "top3", "unknown"]
    return pd.DataFrame(rows, columns=names)


def _levelled(each: pd.Series, hidden: set[str]) -> pd.Series:
    """The same with the hidden ones at their mean."""
    away = each.index.astype(str).isin(sorted(hidden))
    return each.where(~away, each[away].mean() if away.any() else 0.0)
