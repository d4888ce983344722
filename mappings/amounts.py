"""Values as exact integers: what people write in, integer hundredths out, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

_DECIMALS: Final = 2
_MOST_DECIMALS: Final = 6
_LARGEST: Final = 2**62
_BLANKS: Final = re.compile(r"[\s\u00a0\u202f'’_]+")
_NUMBER: Final = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_MISSING: Final = frozenset({"", "nan", "na", "n/a", "none", "null", "-", "..", "<na>"})


@dataclass(frozen=True, slots=True)
class Amounts:
    """One column of values, exact.

    Parameters
    ----------
    units : int64 array
        Value times ten to the power `decimals`; 0 where missing or bad.
    decimals : int
        2 (hundredths), or up to 6 where the column holds finer values.
    missing : bool array
        Empty cells.
    bad : bool array
        Cells that are no number.
    """

    units: NDArray[np.int64]
    decimals: int
    missing: NDArray[np.bool_]
    bad: NDArray[np.bool_]

    def restore(self, units: NDArray[np.int64]) -> NDArray[np.float64]:
        """Units of this column as numbers again."""
        return units / 10.0**self.decimals

    def total(self, units: NDArray[np.int64] | None = None) -> Decimal:
        """The exact sum, of all units of the column unless some are given.

        Examples
        --------
        >>> import pandas as pd
        >>> parse_amounts(pd.Series(["0.10", "0.20"])).total()
        Decimal('0.30')
        """
        chosen = self.units if units is None else units
        # Two halves, because the sum of many large integers may pass 64 bits.
        high, low = np.divmod(chosen, 2**31)
        exact = int(high.sum()) * 2**31 + int(low.sum())
        return Decimal(exact).scaleb(-self.decimals)


def parse_amounts(column: pd.Series) -> Amounts:
    """Read a column of values as people write them.

    Parameters
    ----------
    column : pandas.Series
        Numbers, or texts such as "1 234,50", "1,234.50", "1.234,50", "-3".
        A single comma or dot followed by exactly three digits is read as
        decimal point unless another value of the column shows that it groups
        thousands.

    Returns
    -------
    Amounts
        Cells that are no number, are infinite, or pass 2**62 units are bad.

    Examples
    --------
    >>> import pandas as pd
    >>> read = parse_amounts(pd.Series(["1 234,50", "12", "", "abc"]))
    >>> read.units.tolist(), read.missing.tolist(), read.bad.tolist()
    ([123450, 1200, 0, 0], [False, False, True, False], [False, False, False, True])
    """
    import pandas as pd

    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        return _from_numbers(column)
    return _from_texts(column)


def _from_numbers(column: pd.Series) -> Amounts:
    missing = column.isna().to_numpy(bool)
    if str(column.dtype).lower().startswith(("int", "uint")) and not missing.any():
        whole = column.to_numpy(np.int64)
        bad = np.abs(whole) > _LARGEST // 10**_DECIMALS
        return Amounts(np.where(bad, 0, whole) * 10**_DECIMALS, _DECIMALS, missing, bad)
    numbers = column.to_numpy(np.float64, na_value=np.nan)
    return _exact(numbers, missing, np.isinf(numbers))


def _from_texts(column: pd.Series) -> Amounts:
    import pandas as pd

    codes, uniques = pd.factorize(column, use_na_sentinel=True)
    texts = [_BLANKS.sub("", str(value)) for value in uniques]
    grouping = _thousands_mark(texts)
    numbers = [None if t.casefold() in _MISSING else _number(t, grouping) for t in texts]
    table = np.array([np.nan if n is None else float(n) for n in [*numbers, None]])
    absent = np.array([*(t.casefold() in _MISSING for t in texts), True])
    broken = np.array([*(n is None for n in numbers), False]) & ~absent
    broken |= np.isinf(table)
    return _exact(table[codes], absent[codes], broken[codes])


def _exact(numbers: NDArray[np.float64], missing: NDArray[np.bool_], bad: NDArray[np.bool_]) -> Amounts:
    clean = np.where(missing | bad, 0.0, numbers)
    decimals = next((d for d in range(_DECIMALS, _MOST_DECIMALS) if _fits(clean, d)), _MOST_DECIMALS)
    scaled = clean * 10.0**decimals
    too_large = np.abs(scaled) > _LARGEST
    units = np.rint(np.where(too_large, 0.0, scaled)).astype(np.int64)
    return Amounts(units, decimals, missing, bad | too_large)


def _fits(numbers: NDArray[np.float64], decimals: int) -> bool:
    scaled = numbers * 10.0**decimals
    tolerance = np.maximum(1e-6, np.abs(scaled) * 1e-15 * 4)
    return bool((np.abs(scaled - np.rint(scaled)) <= tolerance).all())


def _thousands_mark(texts: list[str]) -> str:
    """ "," or "." where the column shows that it groups thousands, else ""."""
    for mark, point in ((",", "."), (".", ",")):
        grouped = re.compile(rf"^[-+]?\d{{1,3}}(?:{re.escape(mark)}\d{{3}}){{2,}}$")
        both = re.compile(
            rf"^[-+]?\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+{re.escape(point)}\d*$",
        )
        if any(grouped.match(t) or both.match(t) for t in texts):
            return mark
    return ""


def _number(text: str, grouping: str) -> float | None:
    plain = text.translate(_FIGURES)
    plain = plain.replace(grouping, "") if grouping else plain
    plain = plain.replace(",", ".")
    return float(plain) if _NUMBER.fullmatch(plain) else None


_FIGURES: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫−", "01234567890123456789.-", "٬")
