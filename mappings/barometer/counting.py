"""Records read, windowed and summed up: what every table of a barometer is made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mappings.barometer.cells import Cells
from mappings.barometer.columns import Columns, Finding
from mappings.barometer.facts import Facts, odd
from mappings.barometer.money import deflate
from mappings.barometer.repeats import repeats
from mappings.barometer.windows import Window, parse_month, window_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted.

    Parameters
    ----------
    facts : Facts
    window : Window
    cells : Cells
    """

    facts: Facts
    window: Window
    cells: Cells


def pieces_of(frame: pd.DataFrame | Iterable[pd.DataFrame]) -> Iterable[pd.DataFrame]:
    """A table as its one piece; pieces as they are."""
    import pandas as pd

    return [frame] if isinstance(frame, pd.DataFrame) else frame


def count(
    pieces: Iterable[pd.DataFrame],
    columns: Columns,
    *,
    rates: Mapping[str, float] | None = None,
    deflators: Mapping[str, float] | None = None,
    through: str | None = None,
    drop_repeated: bool = False,
) -> Counted:
    """Count records, piece by piece; the parameters are those of `mappings.barometer.Barometer`.

    Raises
    ------
    TableError, BarometerError
        When the records cannot be counted.
    """
    facts = Facts(columns, rates, parse_month(through) if through else None)
    for piece in pieces:
        facts.add(piece)
    facts.finish()
    if columns.declaration:
        found, masks = repeats(facts.store)
        facts.note(found)
        if drop_repeated:
            facts.store.leave_out(masks)
    held = {int(p) for piece in facts.store.pieces(["period"]) for p in piece["period"].unique()}
    window = window_of(np.array(sorted(held)), through)
    return Counted(facts, window, Cells(_inside(facts, window, deflators or {}), window))


def _inside(facts: Facts, window: Window, deflators: Mapping[str, float]) -> Iterator[pd.DataFrame]:
    """The records up to the end of the window; what is odd about them is noted."""
    end = window.year * 12 + window.last
    unwanted = {"row", "quantity", "number", "same"}
    names = [n for n in facts.store.columns if n not in unwanted]
    for piece in facts.store.pieces(names):
        later = piece["period"] >= end
        if later.any():
            facts.note([Finding("later", int(later.sum()), float(piece["value"][later].sum()))])
        facts.note(odd(piece))
        kept = piece[~later]
        if deflators and len(kept):
            value, period = kept["value"].to_numpy(), kept["period"].to_numpy()
            kept = kept.assign(constant=deflate(value, period, deflators, window.year))
        yield kept
