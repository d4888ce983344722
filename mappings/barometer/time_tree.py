"""What is hidden of a year: its total, its months, and the months that are compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mappings.barometer.protect import Node, Protection, protect
from mappings.barometer.secrecy import Confidentiality, exposures
from mappings.barometer.windows import Window

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class YearTree:
    """The published sums of a year, and which of them are hidden.

    Parameters
    ----------
    protection : Protection
        Of "year", "same" (the window's months), "common" (those that both
        years have) and "monthly".
    months : frozenset of int
        Hidden months, 1 to 12.
    held : frozenset of int
        Months with records.
    """

    protection: Protection
    months: frozenset[int]
    held: frozenset[int]

    def hides(self, kind: str) -> bool:
        """Whether the sum of a kind is hidden, or of a larger one that is the same."""
        return bool(self.protection.hidden(kind))

    def splits(self, months: Iterable[int], among: Iterable[int]) -> bool:
        """Whether a sum over some months would tell hidden ones apart, where that over others is known."""
        inside = self.months & set(months) & set(among)
        return bool(inside) and inside != self.months & set(among)


def year_tree(rows: pd.DataFrame, year: int, window: Window, rule: Confidentiality) -> YearTree:
    """Hide what must be of a year.

    Parameters
    ----------
    rows : DataFrame
        period, exporter and value of the year.
    year : int
    window : Window
    rule : Confidentiality

    Examples
    --------
    >>> import pandas as pd
    >>> from mappings.barometer.windows import window_of
    >>> rows = pd.DataFrame({"period": [24276] * 4 + [24277] * 4 + [24278], "exporter": list("abcdabcda"),
    ...                      "value": [5.0] * 4 + [9.0] * 4 + [5.0]})
    >>> made = year_tree(rows, 2023, window_of(rows["period"].to_numpy()), Confidentiality("exporter"))
    >>> sorted(made.months)
    [1, 3]
    """
    found = exposures(rows, "period", {"all": np.ones(len(rows), bool)})
    name = str(year)
    compared = year in (window.year, window.year - 1)
    parents: dict[Node, Node] = {("same", name): ("year", name)}
    leaves, unpublished = {}, set()
    for period, exposure in found.items():
        month = int(period) % 12 + 1
        leaf: Node = ("monthly", f"{name}-{month:02d}")
        leaves[leaf] = exposure
        if month > window.last:
            parents[leaf] = ("year", name)
        elif month in window.common and compared:
            parents[leaf], parents["common", name] = ("common", name), ("same", name)
        else:
            parents[leaf] = ("same", name)
        if month > window.last or not compared:
            unpublished.add(leaf)
    if ("same", name) not in parents.values():
        del parents["same", name]
    hidden = protect(parents, leaves, rule, unpublished=unpublished)
    months = frozenset(int(cell[-2:]) for cell in hidden.hidden("monthly"))
    return YearTree(hidden, months, frozenset(int(p) % 12 + 1 for p in found))
