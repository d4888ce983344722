"""Columns of the user's tables, checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from mappings.statistics.errors import EstimateError
from mappings.statistics.problem import Floats, Ints
from mappings.words import Sentence

if TYPE_CHECKING:
    import pandas as pd

OUTSIDE = ""


def need(frame: pd.DataFrame, name: str, table: str) -> pd.Series:
    """A column, or a sentence that says which ones there are."""
    if name not in frame.columns:
        raise EstimateError(
            "{table}: no column {name!r}; its columns are: {columns}.",
            table=table,
            name=name,
            columns=list(frame.columns),
        )
    return frame[name]


def read_amounts(frame: pd.DataFrame, name: str) -> Floats:
    """Values of records: any numbers.

    Examples
    --------
    >>> import pandas as pd
    >>> read_amounts(pd.DataFrame({"dh": [1.0, None]}), "dh")
    Traceback (most recent call last):
    mappings.statistics.errors.EstimateError: row 1: 'dh' is nan; give a number, or leave the record out.
    """
    import pandas as pd

    column = need(frame, name, "frame")
    values = pd.to_numeric(column, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    _refuse(~np.isfinite(values), column, name, Sentence("give a number, or leave the record out"))
    return values


def read_values(frame: pd.DataFrame, name: str) -> Floats:
    """Numbers from 0 up.

    Examples
    --------
    >>> import pandas as pd
    >>> read_values(pd.DataFrame({"variance": [1.0, -2.0]}), "variance")
    Traceback (most recent call last):
    mappings.statistics.errors.EstimateError: row 1: 'variance' is -2.0; give a number from 0 up.
    """
    values = read_amounts(frame, name)
    _refuse(values < 0, frame[name], name, Sentence("give a number from 0 up"))
    return values


def read_probabilities(column: pd.Series, name: str, *, zero: bool = False) -> Floats:
    """Probabilities: numbers above 0 (from 0, with `zero`) up to 1."""
    import pandas as pd

    values = pd.to_numeric(column, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    fine = (values <= 1) & ((values >= 0) if zero else (values > 0))
    above = Sentence("a probability is above 0 and at most 1")
    _refuse(~fine, column, name, Sentence("a probability is from 0 to 1") if zero else above)
    return values


def _refuse(
    bad: np.ndarray[tuple[int], np.dtype[np.bool_]], column: pd.Series, name: str, remedy: Sentence
) -> None:
    if bad.any():
        first = int(np.flatnonzero(bad)[0])
        raise EstimateError(
            "row {row}: {name!r} is {value!r}; {remedy}.",
            row=column.index[first],
            name=name,
            value=column.iloc[first],
            remedy=remedy,
        )


def read_categories(column: pd.Series) -> tuple[Ints, list[str]]:
    """Categories as text; an empty cell is `OUTSIDE`, none of the categories.

    Returns
    -------
    codes, names
        ``names[codes[i]]`` is the category of row i.

    Examples
    --------
    >>> import pandas as pd
    >>> codes, names = read_categories(pd.Series([570110.0, None, 691200.0]))
    >>> codes.tolist(), names
    ([0, 2, 1], ['570110', '691200', ''])
    """
    import pandas as pd

    codes, uniques = pd.factorize(column)
    # Codes beside empty cells are read as floats: 570110.0.
    whole = (int(name) if isinstance(name, float) and name.is_integer() else name for name in uniques)
    names = [str(name).strip() for name in whole]
    return np.where(codes < 0, len(names), codes).astype(np.int64), [*names, OUTSIDE]


def read_labels(column: pd.Series) -> list[str]:
    """The category of each row, as text."""
    codes, names = read_categories(column)
    return [names[code] for code in codes.tolist()]


def locate(frame: pd.DataFrame, verified: pd.DataFrame) -> Ints:
    """Where the verified rows stand in the frame, by index label."""
    if not len(verified):
        raise EstimateError("verified: no row; verify some records (plan_sample says which) and try again.")
    for table, name in ((frame, "frame"), (verified, "verified")):
        if table.index.has_duplicates:
            twice = table.index[table.index.duplicated()][0]
            raise EstimateError(
                "{table}: row {row!r} is there twice; give each record a label of its own.",
                table=name,
                row=twice,
            )
    found = frame.index.get_indexer(verified.index)
    if (found < 0).any():
        lost = verified.index[found < 0][0]
        raise EstimateError(
            "verified: row {row!r} is not in the frame; index both by the same labels.", row=lost
        )
    return np.asarray(found, np.int64)


def read_shares(shares: pd.DataFrame, frame: pd.DataFrame, categories: Sequence[str]) -> Floats:
    """Predicted shares of each record, scaled to the sum 1, in the order of the categories."""
    if not shares.index.equals(frame.index):
        raise EstimateError(
            "shares: {count} rows that are not the frame's; give them its index.", count=len(shares)
        )
    values = shares.set_axis(list(map(str, shares.columns)), axis=1)
    matrix = values.reindex(columns=list(categories), fill_value=0.0).to_numpy(np.float64)
    sums = matrix.sum(axis=1)
    bad = ~((matrix >= 0).all(axis=1) & np.isfinite(sums) & (sums > 0))
    if bad.any():
        raise EstimateError(
            "shares: row {row!r} has no shares from 0 up with a positive sum; give it some.",
            row=frame.index[np.flatnonzero(bad)[0]],
        )
    return np.asarray(matrix / sums[:, None])
