"""Periods that can be compared: the months of a year, and the same months of the year before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mappings.barometer.errors import BarometerError

if TYPE_CHECKING:
    from mappings.ragged import Ints


@dataclass(frozen=True, slots=True)
class Window:
    """January to a month of one year, beside the year before.

    Parameters
    ----------
    year, last : int
        The year, and its last month (1 to 12).
    months : tuple of int
        Months of the year that have records.
    common : tuple of int
        Months that have records in both years: growth is on these only.
    missing, missing_before : tuple of int
        Months up to `last` without any record, this year and the year before.
    """

    year: int
    last: int
    months: tuple[int, ...]
    common: tuple[int, ...]
    missing: tuple[int, ...]
    missing_before: tuple[int, ...]

    @property
    def label(self) -> str:
        """The window as an ISO 8601 interval.

        Examples
        --------
        >>> Window(2023, 11, (1,), (1,), (), ()).label
        '2023-01/2023-11'
        """
        return f"{self.year}-01/{self.year}-{self.last:02d}"

    def current(self, period: Ints) -> NDArray[np.bool_]:
        """Which records are in the window."""
        return np.asarray((period >= self.year * 12) & (period < self.year * 12 + self.last))

    def comparable(self, period: Ints, *, before: bool = False) -> NDArray[np.bool_]:
        """Which records are in the common months, of this year or the year before."""
        year, month = np.divmod(period, 12)
        return np.asarray((year == self.year - int(before)) & np.isin(month + 1, self.common))


def window_of(period: Ints, through: str | None = None) -> Window:
    """The window that ends with the last month, or with a month that is named.

    Parameters
    ----------
    period : array
        Year times twelve plus month (from zero) of each record.
    through : str, optional
        "2023-11".

    Raises
    ------
    BarometerError
        When no record is in the window.

    Examples
    --------
    >>> made = window_of(np.array([2022 * 12, 2023 * 12, 2023 * 12 + 1]))
    >>> made.label, made.common, made.missing_before
    ('2023-01/2023-02', (1,), (2,))
    """
    end = int(period.max()) if through is None else parse_month(through)
    year, last = divmod(end, 12)
    held = {int(p) for p in np.unique(period)}
    months = tuple(m for m in range(1, last + 2) if year * 12 + m - 1 in held)
    before = tuple(m for m in range(1, last + 2) if (year - 1) * 12 + m - 1 in held)
    if not months:
        raise BarometerError(
            "no record from January to {year}-{month:02d}; choose another --through.",
            year=year,
            month=last + 1,
        )
    common = tuple(m for m in months if m in before)
    everything = range(1, last + 2)
    return Window(
        year,
        last + 1,
        months,
        common,
        tuple(m for m in everything if m not in months),
        tuple(m for m in everything if m not in before),
    )


def parse_month(text: str) -> int:
    """A month as year times twelve plus month, from zero.

    Examples
    --------
    >>> parse_month("2023-11") - 2023 * 12
    10
    """
    match = re.fullmatch(r"(\d{4})-(\d{1,2})", text.strip())
    if not match or not 1 <= int(match[2]) <= 12:
        raise BarometerError("month {text!r} cannot be read; write it as 2023-11.", text=text)
    return int(match[1]) * 12 + int(match[2]) - 1
