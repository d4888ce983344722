"""Unit values, and records whose unit value is far from that of their code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from mappings.barometer.store import Store
from mappings.barometer.windows import Window

if TYPE_CHECKING:
    import pandas as pd

FAR: Final = 5.0
AT_ONCE: Final = 4_000_000
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


def by_batches(
    store: Store, window: Window, few: Callable[[pd.DataFrame], set[str]], *, at_once: int = AT_ONCE
) -> tuple[pd.DataFrame, pd.DataFrame, set[str], set[str]]:
    """Unit values and outliers of records that need not fit in memory, some codes at a time.

    Parameters
    ----------
    store : Store
    window : Window
    few : callable
        The codes of some records that too few exporters are behind.
    at_once : int
        Records of as many codes as have no more are looked at together; all
        those of one code are, so that medians are exact.

    Returns
    -------
    (DataFrame, DataFrame, set of str, set of str)
        Unit values; outliers; the codes that too few exporters' quantities are
        behind, this year and the year before.
    """
    import pandas as pd

    values, odd, now, before = [], [], set[str](), set[str]()
    for codes in _batches(_counts(store, window), at_once):
        facts = pd.concat([p[p["code"].isin(codes)] for p in _two_years(store, window)], ignore_index=True)
        period = facts["period"].to_numpy()
        now |= few(facts[window.current(period)])
        before |= few(facts[window.comparable(period, before=True)])
        values.append(unit_values(facts, window))
        odd.append(outliers(facts, window))
    table = pd.concat(values, ignore_index=True)
    strange = pd.concat(odd, ignore_index=True)
    largest = strange["at_stake"].abs().sort_values(ascending=False, kind="stable").index
    table = table.sort_values(["records", "code"], ascending=[False, True], ignore_index=True)
    return table, strange.loc[largest].reset_index(drop=True), now, before


def _counts(store: Store, window: Window) -> dict[str, int]:
    counts: dict[str, int] = {}
    for piece in _two_years(store, window):
        for code, count in piece["code"].value_counts().items():
            counts[str(code)] = counts.get(str(code), 0) + int(count)
    return counts


def _batches(counts: dict[str, int], at_once: int) -> Iterator[list[str]]:
    """Codes together while they have few records; at least one batch."""
    batch: list[str] = []
    held = 0
    for code, count in sorted(counts.items()):
        if batch and held + count > at_once:
            yield batch
            batch, held = [], 0
        batch.append(code)
        held += count
    yield batch


def _two_years(store: Store, window: Window) -> Iterator[pd.DataFrame]:
    """The records with a unit value, of the window and the year before."""
    wanted = ["row", "period", "code", "quantity", "value", "exporter"]
    for piece in store.pieces([n for n in wanted if n in store.columns]):
        period = piece["period"].to_numpy()
        chosen = window.current(period) | window.comparable(period, before=True)
        made = _usable(piece[chosen]).drop(columns="log")
        yield made.astype({n: str for n in ("code", "exporter") if n in made})


def _usable(facts: pd.DataFrame) -> pd.DataFrame:
    kept = facts[(facts["value"] > 0) & (facts["quantity"] > 0) & (facts["code"] != "")]
    return kept.assign(log=np.log(kept["value"] / kept["quantity"]))
