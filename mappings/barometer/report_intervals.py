"""What the report says about intervals: columns of the tables, and the method behind them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mappings.barometer.html import Column, Page

if TYPE_CHECKING:
    import pandas as pd

_Range = tuple[float, float]


def with_ranges(table: pd.DataFrame) -> pd.DataFrame:
    """The table with both bounds of an interval in one cell; one without intervals as it is.

    Examples
    --------
    >>> import pandas as pd
    >>> with_ranges(pd.DataFrame({"estimate": [5.0], "low": [4.0], "high": [7.0]}))["interval"].tolist()
    [(4.0, 7.0)]
    """
    made = table
    for name, low, high in (("interval", "low", "high"), ("growth_interval", "growth_low", "growth_high")):
        if "estimate" in table.columns and low in table.columns:
            made = made.copy()
            made[name] = list(zip(table[low], table[high], strict=True))
    return made


def interval_columns(page: Page) -> list[Column]:
    """The corrected total and its interval, and that of its growth; a table without them shows none."""
    money, percent = page.figures.millions, page.figures.percent
    return [
        Column("estimate", page.word("estimate"), money),
        Column("interval", page.word("interval"), _range(money)),
        Column(
            "growth_interval",
            page.word("growth_interval"),
            _range(lambda value: percent(value, sign=True)),
        ),
    ]


def interval_note(page: Page, table: pd.DataFrame) -> str:
    """How the intervals were made; nothing where there are none."""
    return page.note("intervals") if "estimate" in table.columns else ""


def interval_words(page: Page, headline: dict[str, Any]) -> str:
    """The corrected total with its interval, for the head of the report; empty where there is none."""
    if "estimate" not in headline:
        return ""
    money = page.figures.millions
    facts = {name: money(headline[name]) for name in ("estimate", "low", "high")}
    return " · " + page.word("estimated_between", **facts)


def _range(write: Callable[[float], str]) -> Callable[[_Range], str]:
    def written(bounds: _Range) -> str:
        if any(math.isnan(bound) for bound in bounds):
            return write(math.nan)
        # An interval is not to be broken in two.
        return f'<span style="white-space:nowrap">{write(bounds[0])} … {write(bounds[1])}</span>'

    return written
