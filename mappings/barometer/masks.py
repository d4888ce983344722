"""Suppression of confidential cells, table by table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mappings.barometer.facts import Finding
from mappings.barometer.secrecy import Confidentiality, recomputable, sensitive
from mappings.barometer.windows import Window

if TYPE_CHECKING:
    import pandas as pd

_NOW: Final = ("value", "share", "comparable", "constant", "standard_error", "low", "high")
_BOTH: Final = ("growth", "contribution", "constant_growth")


class Mask:
    """The cells of one barometer that may not be shown.

    Parameters
    ----------
    facts : DataFrame
    window : Window
    rule : Confidentiality or None
        None shows everything.
    """

    def __init__(self, facts: pd.DataFrame, window: Window, rule: Confidentiality | None) -> None:
        self._facts, self._window, self._rule = facts, window, rule
        self._hidden: dict[str, set[str]] = {}
        self._parents: dict[str, dict[str, str]] = {}

    def cells(self, table: pd.DataFrame, key: str) -> pd.DataFrame:
        """The table with its confidential cells emptied and a column ``suppressed``."""
        import pandas as pd

        if self._rule is None:
            return table
        now, before = self._sensitive(key), self._sensitive(key, before=True)
        self._hidden[key] = now
        if key == "code":
            pairs = self._facts[["code", "family"]].drop_duplicates().astype(str)
            self._parents["code"] = dict(zip(pairs["code"], pairs["family"], strict=True))
        hidden, past = table[key].isin(now), table[key].isin(before)
        made = table.copy()
        for names, mask in ((_NOW, hidden), (("previous",), past), (_BOTH, hidden | past)):
            for name in names:
                if name in made:
                    made.loc[mask, name] = np.nan
        made["suppressed"] = hidden
        # A hidden cell among the others would tell its rank.
        ordered = [made[~hidden], made[hidden].sort_values(key)]
        return pd.concat(ordered, ignore_index=True)

    def only(self, table: pd.DataFrame, key: str) -> pd.DataFrame:
        """The table without the rows of confidential cells."""
        if self._rule is None:
            return table
        return table[~table[key].isin(self._sensitive(key))].reset_index(drop=True)

    def months(self, table: pd.DataFrame) -> pd.DataFrame:
        """The monthly table; what is cumulated is emptied from a hidden month to the last but one."""
        if self._rule is None:
            return table
        when = {f"{int(p[0]) // 12}-{int(p[0]) % 12 + 1:02d}" for p in self._cells(["period"], 0)}
        past = {f"{int(p[0]) // 12 + 1}-{int(p[0]) % 12 + 1:02d}" for p in self._cells(["period"], 1)}
        self._hidden["monthly"] = when
        made = table.copy()
        hidden, before = made["time_period"].isin(when), made["time_period"].isin(past)
        made.loc[hidden, [n for n in ("value", "constant") if n in made]] = np.nan
        made.loc[before, "previous"] = np.nan
        made.loc[hidden | before, "growth"] = np.nan
        after = (hidden | before).cummax() & (made.index < len(made) - 1)
        made.loc[after, ["cumulated", "cumulated_previous", "cumulated_growth"]] = np.nan
        made["suppressed"] = hidden
        return made

    def findings(self) -> list[Finding]:
        """How much is suppressed, and which suppressed cells the published totals give away."""
        made = [
            Finding("suppressed", len(cells), 0.0, f"{table}: {', '.join(sorted(cells)[:5])}")
            for table, cells in sorted(self._hidden.items())
            if cells
        ]
        told = recomputable(self._hidden, self._parents)
        return [*made, *(Finding("recomputable", 1, 0.0, f"{table}: {cell}") for table, cell in told)]

    def _sensitive(self, key: str, *, before: bool = False) -> set[str]:
        return {str(c[0]) for c in self._cells([key], int(before))}

    def _cells(self, keys: list[str], back: int) -> set[tuple[Any, ...]]:
        assert self._rule is not None
        period = self._facts["period"].to_numpy()
        chosen = self._window.comparable(period, before=True) if back else self._window.current(period)
        return sensitive(self._facts[chosen], keys, self._rule)
