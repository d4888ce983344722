"""Totals, growth on the same months of the year before, and contributions to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mappings.barometer.windows import Window

if TYPE_CHECKING:
    import pandas as pd


def headline(facts: pd.DataFrame, window: Window) -> dict[str, Any]:
    """The totals of the window.

    Returns
    -------
    dict
        value, records, previous, growth; with a column ``constant`` also
        constant_previous and constant_growth.
    """
    period = facts["period"].to_numpy()
    inside, now = window.current(period), window.comparable(period)
    before = window.comparable(period, before=True)
    made: dict[str, Any] = {
        "value": float(facts["value"][inside].sum()),
        "records": round(float(facts["one"][inside].sum())),
    }
    for name, column in (("", "value"), ("constant_", "constant")):
        if column in facts:
            ours, theirs = (float(facts[column][m].sum()) for m in (now, before))
            made[f"{name}previous"] = theirs
            made[f"{name}growth"] = ours / theirs - 1 if theirs > 0 else np.nan
    return made


def totals_by(facts: pd.DataFrame, key: str, window: Window, value: str = "value") -> pd.DataFrame:
    """One row for each value of a key, largest first.

    Parameters
    ----------
    facts : DataFrame
        With ``period``, ``one``, the key and the value column.
    key : str
    window : Window
    value : str

    Returns
    -------
    DataFrame
        The key, value, share, records, comparable (value in the months that
        both years have), previous (the same months of the year before),
        growth, contribution (points of the total's growth; they add up to it).

    Examples
    --------
    >>> import pandas as pd
    >>> from mappings.barometer.windows import window_of
    >>> facts = pd.DataFrame({"period": [24264, 24264, 24276, 24276], "family": list("abab"),
    ...                       "value": [50.0, 50.0, 70.0, 40.0], "one": 1.0})
    >>> made = totals_by(facts, "family", window_of(facts.period.to_numpy()))
    >>> made[["family", "value", "growth", "contribution"]].round(2).values.tolist()
    [['a', 70.0, 0.4, 0.2], ['b', 40.0, -0.2, -0.1]]
    """
    period = facts["period"].to_numpy()
    parts = {
        "value": window.current(period),
        "comparable": window.comparable(period),
        "previous": window.comparable(period, before=True),
    }
    sums = {n: facts[m].groupby(key, observed=True)[value].sum() for n, m in parts.items()}
    made = _joined(sums)
    counts = facts[parts["value"]].groupby(key, observed=True)["one"].sum()
    made["records"] = counts.reindex(made.index).fillna(0).round().astype(int)
    whole, base = float(made["value"].sum()), float(made["previous"].sum())
    made["share"] = made["value"] / whole if whole > 0 else np.nan
    made["growth"] = growth(made["comparable"], made["previous"])
    made["contribution"] = (made["comparable"] - made["previous"]) / base if base > 0 else np.nan
    made = made.rename_axis(key).reset_index()
    made[key] = made[key].astype(str)
    order = ["value", "share", "records", "comparable", "previous", "growth", "contribution"]
    return made[[key, *order]].sort_values(["value", key], ascending=[False, True], ignore_index=True)


def growth(value: pd.Series, before: pd.Series) -> pd.Series:
    """Relative growth; empty where the value before is not above zero."""
    return (value / before.where(before > 0)) - 1


def monthly(facts: pd.DataFrame, window: Window, value: str = "value") -> pd.DataFrame:
    """The months of the window, with last year's beside them, cumulated.

    Returns
    -------
    DataFrame
        time_period, value, previous, growth, records, cumulated,
        cumulated_previous, cumulated_growth; the cumulated ones are on months
        that both years have. A month without records is empty.
    """
    import pandas as pd

    sums = facts.groupby("period")[value].sum()
    counts = facts.groupby("period")["one"].sum()
    months = pd.Index(range(1, window.last + 1))
    now, before = months + window.year * 12 - 1, months + (window.year - 1) * 12 - 1
    made = pd.DataFrame(
        {
            "time_period": [f"{window.year}-{m:02d}" for m in months],
            "value": sums.reindex(now).to_numpy(),
            "previous": sums.reindex(before).to_numpy(),
            "records": counts.reindex(now).fillna(0).round().to_numpy().astype(int),
        }
    )
    both = made["value"].notna() & made["previous"].notna()
    made["growth"] = growth(made["value"], made["previous"])
    made["cumulated"] = made["value"].fillna(0).cumsum()
    ours, theirs = made["value"].where(both, 0).cumsum(), made["previous"].where(both, 0).cumsum()
    made["cumulated_previous"] = theirs
    made["cumulated_growth"] = growth(ours, theirs)
    return made


def annual(facts: pd.DataFrame, window: Window, value: str = "value") -> pd.DataFrame:
    """Every year: the whole of it, and the window's months of it.

    Returns
    -------
    DataFrame
        time_period, months (with records), records, value, growth (on the
        months that both years have), same_months (value in the window's
        months).
    """
    import pandas as pd

    cells = facts.groupby("period").agg(sum=(value, "sum"), size=("one", "sum"))
    rows = []
    for year in range(int(facts["period"].min()) // 12, window.year + 1):
        held = [m for m in range(12) if year * 12 + m in cells.index]
        common = [m for m in held if (year - 1) * 12 + m in cells.index]
        ours = float(sum(cells["sum"][year * 12 + m] for m in common))
        before = float(sum(cells["sum"][(year - 1) * 12 + m] for m in common))
        total = float(sum(cells["sum"][year * 12 + m] for m in held))
        same = float(sum(cells["sum"][year * 12 + m] for m in held if m < window.last))
        count = round(float(sum(cells["size"][year * 12 + m] for m in held)))
        change = ours / before - 1 if common and before > 0 else np.nan
        rows.append((str(year), len(held), count, total, change, same))
    names = ["time_period", "months", "records", "value", "growth", "same_months"]
    return pd.DataFrame(rows, columns=names)


def movers(table: pd.DataFrame, count: int = 8) -> pd.DataFrame:
    """The rows that moved the total most, up or down: largest contribution first."""
    moved = table[table["contribution"].notna() & (table["contribution"] != 0)]
    order = moved["contribution"].abs().sort_values(ascending=False, kind="stable").index[:count]
    return moved.loc[order].reset_index(drop=True)


def _joined(sums: dict[str, pd.Series]) -> pd.DataFrame:
    import pandas as pd

    index = sorted({k for s in sums.values() for k in s.index})
    return pd.DataFrame({name: s.reindex(index).fillna(0.0).astype(float) for name, s in sums.items()}, index)
