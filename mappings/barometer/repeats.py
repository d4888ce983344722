"""Declarations that are there twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mappings.barometer.columns import Columns, Finding
from mappings.barometer.store import Store

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from mappings.ragged import Ints

# So many records are compared at a time; all of one declaration are among them.
_AT_ONCE: Final = 4_000_000
_NAMES: Final = ["row", "number", "same", "value"]


def same_of(records: pd.DataFrame, columns: Columns, period: Ints) -> NDArray[np.uint64]:
    """A number for all that a record says: equal for records that say the same.

    Notes
    -----
    64 bits of a hash. Records are compared within their declaration only, so
    that two that differ are never taken for one in practice.
    """
    from pandas.util import hash_array, hash_pandas_object

    names = (
        columns.value,
        columns.code,
        columns.destination,
        columns.text,
        columns.quantity,
        columns.exporter,
    )
    said: NDArray[np.uint64] = hash_array(period).astype(np.uint64)
    for name in dict.fromkeys(n for n in names if n):
        column = records[name]
        plain = column if column.dtype.kind in "iuf" else column.astype("string").fillna("")
        said = np.bitwise_xor(
            said * np.uint64(1_000_003), hash_pandas_object(plain, index=False).to_numpy(np.uint64)
        )
    return said


def repeats(store: Store) -> tuple[list[Finding], list[NDArray[np.bool_]]]:
    """What is repeated, and where.

    Returns
    -------
    (list of Finding, list of bool array)
        "repeated" (records that say again, cell for cell, what an earlier one
        of the declaration says) and "several_rows" (others of a declaration
        that is there before); and for each piece of the store which records
        are repeated.

    Examples
    --------
    >>> import pandas as pd
    >>> store = Store()
    >>> store.add(pd.DataFrame({"row": [0, 1, 2], "number": "A1", "same": [7, 7, 8], "value": [1.0, 1.0, 5.0]}))
    >>> found, masks = repeats(store)
    >>> [(f.key, f.records, f.value) for f in found], masks[0].tolist()
    ([('repeated', 1, 1.0), ('several_rows', 1, 5.0)], [False, True, False])
    """
    masks = [np.zeros(len(piece), bool) for piece in store.pieces(["row"])]
    shares = 1 + store.rows // _AT_ONCE
    held: dict[str, list[tuple[int, int, float, str]]] = {"repeated": [], "several_rows": []}
    for share in range(shares):
        part = _share(store, share, shares)
        twice = part.duplicated(["number", "same"]).to_numpy(bool)
        again = part.duplicated("number").to_numpy(bool) & ~twice & ~part.duplicated("row").to_numpy(bool)
        for key, chosen in (("repeated", twice), ("several_rows", again)):
            if chosen.any():
                rows = part[chosen]
                first = rows.iloc[0]
                count, value = len(rows), float(rows["value"].sum())
                held[key].append((int(first["row"]), count, value, str(first["number"])))
        for piece, places in part[twice].groupby("piece")["place"]:
            masks[int(str(piece))][places.to_numpy(np.int64)] = True
    return [Finding(key, *_summed(parts)) for key, parts in held.items() if parts], masks


def _summed(parts: list[tuple[int, int, float, str]]) -> tuple[int, float, str]:
    return sum(p[1] for p in parts), sum(p[2] for p in parts), min(parts)[3]


def _share(store: Store, share: int, shares: int) -> Any:
    """The records of a share of the declarations, in order, with their places."""
    import pandas as pd

    return pd.concat(_numbered(store, share, shares), ignore_index=True)


def _numbered(store: Store, share: int, shares: int) -> Iterator[Any]:
    from pandas.util import hash_array

    for number, piece in enumerate(store.pieces(_NAMES)):
        known = piece["number"].notna().to_numpy(bool, copy=True)
        if shares > 1:
            hashed = hash_array(piece["number"].where(known, "").to_numpy(object))
            known &= hashed % np.uint64(shares) == share
        places = np.flatnonzero(known)
        yield piece.iloc[places].assign(piece=number, place=places)
