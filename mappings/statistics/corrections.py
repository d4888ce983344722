"""Corrections: negative values, estimated on their own and deducted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

SIGN: Final = "hirfa_correction"
_BOUNDS: Final = (("total", "low", "high"), ("share", "share_low", "share_high"))


def net_of_corrections(table: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Totals less those of the corrections.

    Parameters
    ----------
    table : DataFrame
        What `mappings.statistics.estimate` found for values without their
        signs, by `SIGN` (whether a value is a correction) and the keys.
    keys : sequence of str

    Returns
    -------
    DataFrame
        The same columns without `SIGN`; the standard errors are those of a
        difference, the intervals keep the lopsidedness of both sides.

    Notes
    -----
    Intervals of a difference from those of its sides: G. Y. Zou and A. Donner,
    "Construction of confidence limits about effect measures", Statistics in
    Medicine 27 (2008). The sides are taken to be independent. A correction
    that errs like the record it corrects makes the true interval the shorter.

    Examples
    --------
    >>> import pandas as pd
    >>> sides = pd.DataFrame({"family": ["wood"] * 2, SIGN: [False, True], "total": [100.0, 10.0],
    ...     "standard_error": [3.0, 4.0], "low": [94.0, 2.0], "high": [106.0, 18.0], "share": [1.0, 1.0],
    ...     "share_low": [1.0, 1.0], "share_high": [1.0, 1.0], "naive": [90.0, 9.0],
    ...     "verified_rows": [50, 12], "method": "ppi++"})
    >>> net_of_corrections(sides, ["family"])[["total", "standard_error", "low", "high"]].values.tolist()
    [[90.0, 5.0, 80.0, 100.0]]
    """
    correction = table[SIGN].to_numpy(bool)
    names = [name for name in table.columns if name not in (SIGN, *keys)]
    ours = table[~correction].set_index(list(keys))[names]
    theirs = table[correction].set_index(list(keys))[names]
    index = ours.index.union(theirs.index, sort=True)
    ours, theirs = (_filled(side, index) for side in (ours, theirs))
    made: dict[str, Any] = {}
    for name, low, high in _BOUNDS:
        point = ours[name] - theirs[name]
        made[name] = point
        made[low] = point - np.hypot(ours[name] - ours[low], theirs[high] - theirs[name])
        made[high] = point + np.hypot(ours[high] - ours[name], theirs[name] - theirs[low])
    made["standard_error"] = np.hypot(ours["standard_error"], theirs["standard_error"])
    made["naive"] = ours["naive"] - theirs["naive"]
    made["verified_rows"] = (ours["verified_rows"] + theirs["verified_rows"]).astype(int)
    made["method"] = ours["method"].where(ours["method"] != "", theirs["method"])
    found = ours.assign(**_rescaled(made))[names]
    return found.reset_index()


def _filled(side: pd.DataFrame, index: pd.Index) -> pd.DataFrame:
    """A side with the cells that only the other one has."""
    made = side.reindex(index)
    return made.assign(method=made["method"].fillna("")).fillna(dict.fromkeys(made.columns, 0))


def _rescaled(made: dict[str, Any]) -> dict[str, Any]:
    """Shares of the value net of corrections instead of that of all records without their signs."""
    whole = float(made["share"].sum())
    scaled = {name: made[name] / whole if whole > 0 else made[name] * np.nan for name in _BOUNDS[1]}
    return made | scaled
