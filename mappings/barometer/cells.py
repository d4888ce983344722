"""The sums that the tables are made of: by period, by code, by destination and by region."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import numpy as np

from mappings.barometer.windows import Window

if TYPE_CHECKING:
    import pandas as pd

    from mappings.ragged import Ints

_KEYS: Final = {
    "period": ["period"],
    "code": ["period", "code", "family", "status"],
    "destination": ["period", "destination"],
    "region": ["period", "region"],
}
_SUMS: Final = ("value", "one", "constant", "rows")
_MANY: Final = 500_000


class Cells:
    """Records summed up as far as the tables allow, piece by piece.

    Parameters
    ----------
    pieces : iterable of DataFrame
        The records, see `mappings.barometer.facts`.
    window : Window

    Notes
    -----
    All months of a year that a table treats alike are one: those that both
    years have, the window's others, and those after it. What is kept grows
    with the number of codes, destinations, regions and exporters, not with
    the number of records.

    Examples
    --------
    >>> import pandas as pd
    >>> from mappings.barometer.windows import window_of
    >>> piece = pd.DataFrame({"period": [24276, 24277], "code": "570110", "family": "carpets",
    ...                       "status": "craft_line", "value": [1.0, 2.0], "one": 1.0, "rows": 1})
    >>> cells = Cells([piece, piece], window_of(piece["period"].to_numpy()))
    >>> len(cells["period"]), cells["code"]["value"].tolist(), "region" in cells
    (2, [6.0], False)
    """

    def __init__(self, pieces: Iterable[pd.DataFrame], window: Window) -> None:
        waiting: dict[str, list[pd.DataFrame]] = {}
        for piece in pieces:
            alike = piece.assign(period=alike_months(piece["period"].to_numpy(), window))
            for name, keys in _KEYS.items():
                if name not in piece:
                    continue
                rows = piece if name == "period" else alike[alike["period"] >= _first(name, window)]
                waiting.setdefault(name, []).append(_summed(rows, keys))
                if sum(map(len, waiting[name])) > _MANY:
                    waiting[name] = [_joined(waiting[name], keys)]
        self._frames = {name: _joined(parts, _KEYS[name]) for name, parts in waiting.items()}
        self._frames["family"] = self._frames["code"]

    def __contains__(self, dimension: object) -> bool:
        return dimension in self._frames

    def __getitem__(self, dimension: str) -> pd.DataFrame:
        return self._frames[dimension]


def alike_months(period: Ints, window: Window) -> Ints:
    """Each period as the first one of its year that all tables treat in the same way; -1 after the window's months.

    Examples
    --------
    >>> from mappings.barometer.windows import window_of
    >>> window = window_of(np.array([24264, 24266, 24276, 24277, 24278]))
    >>> alike_months(np.array([24276, 24277, 24278, 24279]), window).tolist()
    [24276, 24277, 24276, -1]
    """
    first = np.full(12, -1, np.int64)
    months = range(window.last)
    for group in (
        [m for m in months if m + 1 in window.common],
        [m for m in months if m + 1 not in window.common],
    ):
        first[group] = min(group, default=-1)
    year, month = np.divmod(period, 12)
    found: Ints = np.where(first[month] >= 0, year * 12 + first[month], -1)
    return found


def _first(name: str, window: Window) -> int:
    """Destinations are counted for every year, the rest for the two of the window."""
    return 0 if name == "destination" else (window.year - 1) * 12


def _summed(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    names = [*keys, "exporter"] if "exporter" in rows else keys
    sums = [n for n in _SUMS if n in rows]
    made = rows.groupby(names, observed=True, sort=True)[sums].sum().reset_index()
    return made.astype({n: str for n in names if n != "period"})


def _joined(parts: list[pd.DataFrame], keys: list[str]) -> pd.DataFrame:
    import pandas as pd

    joined = pd.concat(parts, ignore_index=True)
    return _summed(joined, keys) if len(parts) > 1 else joined
