"""The columns of the records, and what was found odd in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# The order in which findings are said.
SEQUENCE: Final = (
    "undated",
    "no_value",
    "bad_value",
    "repeated",
    "several_rows",
    "negative",
    "zero",
    "no_code",
    "no_family",
    "no_destination",
    "no_region",
    "former",
    "later",
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of the records; None where they have none."""

    date: str
    value: str
    code: str
    text: str | None = None
    family: str | None = None
    destination: str | None = None
    region: str | None = None
    declaration: str | None = None
    currency: str | None = None
    quantity: str | None = None
    status: str | None = None
    exporter: str | None = None
    share: str | None = None
    record: str | None = None

    def given(self) -> list[str]:
        """Those that are named."""
        cells = (getattr(self, name) for name in self.__slots__)
        return [c for c in cells if c]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd about the records, and what was done.

    Parameters
    ----------
    key : str
        Such as "negative"; the sentence is in `mappings.barometer.words`.
    records : int
    value : float
        Of these records.
    example : str
    """

    key: str
    records: int
    value: float = 0.0
    example: str = ""
