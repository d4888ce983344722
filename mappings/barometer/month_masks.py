"""Suppression in the tables of months and years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from mappings.barometer.masks import Mask
from mappings.barometer.time_tree import YearTree
from mappings.barometer.windows import Window

if TYPE_CHECKING:
    import pandas as pd


_OPEN: Final = (
    "time_period",
    "records",
    "previous",
    "cumulated",
    "cumulated_previous",
    "cumulated_growth",
    "verified_rows",
    "estimator",
)


def months(table: pd.DataFrame, mask: Mask, window: Window) -> pd.DataFrame:
    """The monthly table; a cumulated figure that would tell hidden months apart is emptied too."""
    made = table.copy()
    ours, theirs = (mask.years.get(window.year - back) for back in (0, 1))
    month = made.index.to_numpy() + 1
    hidden, past = (np.isin(month, sorted(tree.months if tree else ())) for tree in (ours, theirs))
    made.loc[hidden, [n for n in made.columns if n not in _OPEN]] = np.nan
    made.loc[past, "previous"] = np.nan
    made.loc[hidden | past, [n for n in made.columns if "growth" in n and not n.startswith("cumulated")]] = (
        np.nan
    )
    made.loc[_telling(ours, month, range(1, 13)), "cumulated"] = np.nan
    both = _telling(ours, month, window.common) | _telling(theirs, month, window.common)
    both |= not mask.before_comparable
    made.loc[both, ["cumulated_previous", "cumulated_growth"]] = np.nan
    if not mask.constant_shown and "constant" in made:
        made["constant"] = np.nan
    made["suppressed"] = hidden
    return made


def years(table: pd.DataFrame, mask: Mask, window: Window) -> pd.DataFrame:
    """The yearly table; growth between years of which different months are compared is emptied.

    Months that one year lacks are in neither sum that growth compares, so
    that beside the whole year it would tell what they are.
    """
    made = table.copy()
    trees = [mask.years.get(int(year)) for year in made["time_period"]]
    whole = np.array([tree is not None and tree.hides("year") for tree in trees])
    same = np.array([tree is not None and tree.hides("same") for tree in trees])
    made.loc[whole, [n for n in ("value", "constant") if n in made]] = np.nan
    made.loc[whole | same, "same_months"] = np.nan
    before = [None, *trees[:-1]]
    uneven = np.array([not a or not b or a.held != b.held for a, b in zip(trees, before, strict=True)])
    last = (made["time_period"] == str(window.year)).to_numpy()
    lost = np.where(last, not mask.before_comparable, whole | np.roll(whole, 1) | uneven)
    made.loc[lost, "growth"] = np.nan
    if not mask.constant_shown and "constant" in made:
        made["constant"] = np.nan
    made["suppressed"] = whole
    return made


def _telling(tree: YearTree | None, month: np.ndarray, among: object) -> np.ndarray:
    held = list(among)  # type: ignore[call-overload]
    return np.array([bool(tree and tree.splits(range(1, int(m) + 1), held)) for m in month], bool)
