"""Months of records, from dates as people write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from mappings.ragged import Ints

_DATE: Final = re.compile(r"^\s*(\d{4})[-/.]?(\d{2})(?:[-/.]?\d{2})?(?!\d)")
_DATE_DAY_FIRST: Final = re.compile(r"^\s*\d{1,2}[-/.](\d{1,2})[-/.](\d{4})")


def periods(dates: pd.Series) -> Ints:
    """Year times twelve plus month (from zero) of each date; -1 where it cannot be read.

    Examples
    --------
    >>> import pandas as pd
    >>> found = periods(pd.Series(["2023-11-30", "202311", "30/11/2023", "soon", 2023.5]))
    >>> (found - 2023 * 12).tolist()[:3], found.tolist()[3:]
    ([10, 10, 10], [-1, -1])
    """
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(dates.dtype):
        read = dates.dt.year * 12 + dates.dt.month - 1
        found: Ints = read.fillna(-1).to_numpy(np.int64)
        return found
    places, labels = pd.factorize(dates, use_na_sentinel=True)
    table = np.array([*(_period(str(label)) for label in labels), -1], np.int64)
    return table[places]


def _period(text: str) -> int:
    match = _DATE.match(text.removesuffix(".0"))
    year, month = (match[1], match[2]) if match else ("0", "0")
    if not match and (turned := _DATE_DAY_FIRST.match(text)):
        year, month = turned[2], turned[1]
    return int(year) * 12 + int(month) - 1 if 1 <= int(month) <= 12 and 1900 < int(year) < 2200 else -1
