"""Unit values, and records whose unit value is far from that of their code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from mappings.barometer.windows import Window

if TYPE_CHECKING:
    import pandas as pd

FAR: Final = 5.0
_FEWEST: Final = 8
# A scale of 5 % at least: codes whose prices are nearly all equal would call every rounding an outlier.
_SMALLEST_SCALE: Final = 0.05
# The median absolute deviation times this estimates the standard deviation of a normal sample.
_NORMAL: Final = 1.4826


def unit_values(facts: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Median unit value of each code, this year and the year before, and its spread.

    Returns
    -------
    DataFrame
        code, records, median, spread (the factor within which half the
        records lie around the median), previous, growth; most records first.

    Notes
    -----
    Robust location and scale of the logarithm: Rousseeuw and Croux,
    "Alternatives to the Median Absolute Deviation", *JASA* 88 (1993).
    """
    import pandas as pd

    usable = _usable(facts)
    now = usable[window.current(usable["period"].to_numpy())]
    before = usable[window.comparable(usable["period"].to_numpy(), before=True)]
    made = now.groupby("code", observed=True)["log"].agg(["size", "median"])
    far = (now["log"] - made["median"].reindex(now["code"].astype(str)).to_numpy()).abs()
    spread = far.groupby(now["code"], observed=True).median()
    past = before.groupby("code", observed=True)["log"].median()
    found = pd.DataFrame(
        {
            "records": made["size"].astype(int),
            "median": np.exp(made["median"]),
            "spread": np.exp(spread.reindex(made.index)),
            "previous": np.exp(past.reindex(made.index)),
        }
    )
    found["growth"] = found["median"] / found["previous"] - 1
    found = found.rename_axis("code").reset_index()
    found["code"] = found["code"].astype(str)
    return found.sort_values(["records", "code"], ascending=[False, True], ignore_index=True)


def outliers(facts: pd.DataFrame, window: Window, far: float = FAR) -> pd.DataFrame:
    """Records of the window whose unit value is implausible for their code, the costliest first.

    Returns
    -------
    DataFrame
        row (position in the input), code, value, quantity, unit_value,
        typical (median of the code), score (robust deviations), at_stake
        (value less what the quantity would cost at the typical value).

    Examples
    --------
    >>> import pandas as pd
    >>> from mappings.barometer.windows import window_of
    >>> facts = pd.DataFrame({"row": range(10), "period": 24276, "code": "570110",
    ...                       "quantity": 1.0, "value": [100.0] * 9 + [9000.0]})
    >>> outliers(facts, window_of(facts.period.to_numpy()))[["row", "at_stake"]].values.tolist()
    [[9.0, 8900.0]]
    """
    usable = _usable(facts)
    now = usable[window.current(usable["period"].to_numpy())]
    codes = now["code"].astype("category").cat.remove_unused_categories()
    middle = now["log"].groupby(codes, observed=True).transform("median")
    away = now["log"] - middle
    scale = _NORMAL * away.abs().groupby(codes, observed=True).transform("median")
    count = away.groupby(codes, observed=True).transform("size")
    score = away / scale.clip(lower=_SMALLEST_SCALE)
    chosen = (score.abs() > far) & (count >= _FEWEST)
    made = now.loc[chosen, ["row", "code", "value", "quantity"]].copy()
    made["unit_value"] = made["value"] / made["quantity"]
    made["typical"] = np.exp(middle[chosen])
    made["score"] = score[chosen]
    made["at_stake"] = made["value"] - made["typical"] * made["quantity"]
    made["code"] = made["code"].astype(str)
    order = made["at_stake"].abs().sort_values(ascending=False, kind="stable").index
    return made.loc[order].reset_index(drop=True)


def _usable(facts: pd.DataFrame) -> pd.DataFrame:
    kept = facts[(facts["value"] > 0) & (facts["quantity"] > 0) & (facts["code"] != "")]
    return kept.assign(log=np.log(kept["value"] / kept["quantity"]))
