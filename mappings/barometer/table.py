"""One table of the barometer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import pandas as pd

    from mappings.barometer.tables import Barometer


Dimension = Literal["family", "code", "destination", "region"]
DIMENSIONS: Final[tuple[Dimension, ...]] = ("family", "destination", "region", "code")


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
    period : str
        The months that it sums up, where no column says it: "2023-01-01/P11M".
    """

    name: str
    frame: pd.DataFrame
    keys: tuple[str, ...]
    records: int
    period: str = ""


def all_tables(barometer: Barometer) -> dict[str, Table]:
    """Every table that the records of a barometer allow, by name."""
    found: dict[str, tuple[pd.DataFrame, tuple[str, ...]]] = {
        "annual": (barometer.annual, ("time_period",)),
        "monthly": (barometer.monthly, ("time_period",)),
    }
    held = [d for d in DIMENSIONS if barometer.has(d)]
    found |= {d: (barometer.by(d), (d,)) for d in held}
    found |= {f"movers_{d}": (barometer.movers(d), (d,)) for d in held}
    if barometer.has("destination"):
        found["concentration"] = (barometer.concentration, ("time_period",))
    found |= {
        f"{d}s_to_check": (barometer.to_check(d), ("given", "status"))
        for d in ("destination", "region")
        if barometer.has(d)
    }
    found["traceability"] = (barometer.traceability, ("status",))
    found["traceability_family"] = (barometer.traceability_by_family, ("family",))
    found["lines_to_create"] = (barometer.lines_to_create, ("code",))
    if barometer.has("quantity"):
        found["unit_values"] = (barometer.unit_values, ("code",))
        found["outliers"] = (barometer.outliers, ("row",))
    found["suppression"] = (barometer.suppression, ("table",))
    found["findings"] = (barometer.findings, ("finding", "example"))
    records = barometer.headline["records"]
    window = barometer.window
    months = f"{window.year}-01-01/P{window.last}M"
    return {name: Table(name, frame, keys, records, months) for name, (frame, keys) in found.items()}
