"""One table of the barometer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the barometer.

    Parameters
    ----------
    name : str
        Such as "family"; its title and method are in `mappings.barometer.words`.
    frame : DataFrame
        Shares and growth as fractions, values in full units.
    keys : tuple of str
        The columns that identify a row.
    records : int
        How many records are behind it.
    """

    name: str
    frame: pd.DataFrame
    keys: tuple[str, ...]
    records: int
