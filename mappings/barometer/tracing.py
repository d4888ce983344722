"""The tables of traceable and hidden craft, with what is confidential left out."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from mappings.barometer import traceable
from mappings.barometer.cells import Cells
from mappings.barometer.masks import Mask
from mappings.barometer.protect import Protection
from mappings.barometer.windows import Window

if TYPE_CHECKING:
    import pandas as pd

_FIGURES: Final = ("value", "share", "low", "estimate", "high")


class Tracing:
    """Traceable and hidden craft in the months of a window.

    Parameters
    ----------
    cells : Cells
    window : Window
    mask : Mask
    """

    def __init__(self, cells: Cells, window: Window, mask: Mask) -> None:
        rows = cells["code"]
        inside = rows[window.current(rows["period"].to_numpy())]
        against = (inside["status"] == "not_craft") & (inside["family"] != "")
        self._rows, self._mask = inside.assign(against=against), mask

    @cached_property
    def codes(self) -> pd.DataFrame:
        """Each code, nothing hidden; not for publication."""
        return traceable.with_estimate(self._rows)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Traceable against hidden value."""
        made = traceable.summary(self.codes)
        if self._mask.confidential:
            hidden = made["status"].isin(self.groups.hidden("status"))
            made.loc[hidden, list(_FIGURES)] = np.nan
        return made

    @cached_property
    def families(self) -> pd.DataFrame:
        """The same for each family that may be shown."""
        made = traceable.by_family(self.codes)
        return made[~made["family"].isin(self._hidden("family"))].reset_index(drop=True)

    @cached_property
    def lines(self) -> pd.DataFrame:
        """The subheadings where a craft line would reveal most, of those that may be shown."""
        made = self._all_lines[~self._all_lines["code"].isin(self._hidden("code"))].reset_index(drop=True)
        # Shares of a total that is not shown would show it.
        made["share"] = made["share"] if self.summary["estimate"].notna().all() else np.nan
        made["cumulated"] = made["share"].cumsum()
        return made

    @cached_property
    def protection(self) -> Protection:
        """What is hidden of families and lines."""
        return self._mask.traced(self._all_lines["code"])

    @cached_property
    def groups(self) -> Protection:
        """What is hidden of the summary."""
        pairs = zip(self._rows["status"], self._rows["code"], strict=True)
        group = [traceable.group_of(status, code) for status, code in pairs]
        return self._mask.groups(self._rows.assign(group=group))

    @property
    def listed(self) -> int:
        """How many lines there are, hidden ones too."""
        return len(self._all_lines)

    @cached_property
    def _all_lines(self) -> pd.DataFrame:
        return traceable.lines_to_create(self.codes)

    def _hidden(self, kind: str) -> set[str]:
        return self.protection.hidden(kind) | self._mask.hidden(kind) if self._mask.confidential else set()
