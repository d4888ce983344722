"""Predicted shares of records: from a scored table, or from records that are shared out among codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np

from mappings.statistics.columns import OUTSIDE, need, read_categories, read_labels, read_values
from mappings.statistics.errors import EstimateError

if TYPE_CHECKING:
    import pandas as pd

_TOP: Final = 5


def shares_from_scores(
    frame: pd.DataFrame, category: Callable[[str], str | None], *, within_set: bool = False
) -> pd.DataFrame:
    """Shares of each record in each category, from the columns that scoring appends.

    Parameters
    ----------
    frame : DataFrame
        With hs_1 to hs_5 and hs_p1 to hs_p5, and hs_set for `within_set`.
    category : callable
        From a code to its category, such as `mappings.families.family_of`;
        None is no category.
    within_set : bool
        Whether to keep only the codes of the prediction set.

    Returns
    -------
    DataFrame
        With the index of `frame` and one column for each category; rows add
        up to 1. What the five best codes leave over, and records refused as
        out of scope, count as no category (the column "").

    Examples
    --------
    >>> import pandas as pd
    >>> scored = {f"hs_{i}": ["570110"] if i == 1 else ["691200"] for i in range(1, 6)}
    >>> scored |= {f"hs_p{i}": [0.75] if i == 1 else [0.0625] for i in range(1, 6)}
    >>> shares_from_scores(pd.DataFrame(scored), lambda code: code[:2])
         57    69
    0  0.75  0.25
    """
    import pandas as pd

    codes = np.column_stack([read_labels(need(frame, f"hs_{i}", "frame")) for i in range(1, _TOP + 1)])
    chances = np.column_stack(
        [need(frame, f"hs_p{i}", "frame").to_numpy(np.float64, na_value=0.0) for i in range(1, _TOP + 1)]
    )
    if within_set:
        chances = chances * _members(codes, read_labels(need(frame, "hs_set", "frame")))
        total = chances.sum(axis=1, keepdims=True)
        chances = chances / np.where(total > 0, total, 1.0)
    place, names = pd.factorize(codes.ravel())
    of = [(category(name) if name else None) or OUTSIDE for name in names]
    known = sorted({*of, OUTSIDE})
    column = np.array([known.index(name) for name in of], np.int64)[place]
    cells = np.repeat(np.arange(len(frame)), _TOP) * len(known) + column
    shares = np.bincount(cells, chances.ravel(), len(frame) * len(known)).reshape(-1, len(known))
    if "hs_status" in frame.columns:
        shares[frame["hs_status"].eq("out_of_scope").to_numpy(bool)] = 0.0
    shares[:, known.index(OUTSIDE)] += np.clip(1.0 - shares.sum(axis=1), 0.0, 1.0)
    table = pd.DataFrame(shares, frame.index, known)
    return table if table[OUTSIDE].gt(1e-9).any() else table.drop(columns=OUTSIDE)


def shares_from_parts(parts: pd.DataFrame, *, record: str, share: str, category: str) -> pd.DataFrame:
    """Shares of each record in each category, from records shared out among codes.

    Parameters
    ----------
    parts : DataFrame
        One row for each code of a record, such as
        `mappings.reclassify.reclassify` gives.
    record, share, category : str
        Columns: the record's label, the part's share of it, and the category
        of the part's code; an empty category is none of them.

    Returns
    -------
    DataFrame
        One row for each record, under its label, in the order of the labels;
        rows add up to 1.

    Notes
    -----
    A record has one true code, whatever was shared out. Estimated with these
    shares, the variance of sharing out is in the residuals of the verified
    records, and the interval holds it; the records, not their parts, are what
    was drawn, and what `mappings.statistics.estimate` must be given.

    Examples
    --------
    >>> import pandas as pd
    >>> parts = pd.DataFrame({"n": [7, 7, 8], "p": [0.25, 0.75, 1.0], "f": ["wood", "carpets", "wood"]})
    >>> shares_from_parts(parts, record="n", share="p", category="f")
       carpets  wood
    n
    7     0.75  0.25
    8     0.00  1.00
    """
    import pandas as pd

    labels, records = pd.factorize(need(parts, record, "parts"), sort=True)
    column, names = read_categories(need(parts, category, "parts"))
    held = sorted({names[i] for i in np.unique(column).tolist()})
    place = np.array([held.index(name) if name in held else 0 for name in names], np.int64)[column]
    mass = read_values(parts, share)
    matrix = np.bincount(labels * len(held) + place, mass, len(records) * len(held))
    matrix = matrix.reshape(-1, len(held))
    sums = matrix.sum(axis=1, keepdims=True)
    if (sums <= 0).any():
        raise EstimateError(
            "parts: the shares of record {record!r} add up to 0; leave it out.",
            record=str(records[int(np.flatnonzero(sums <= 0)[0])]),
        )
    return pd.DataFrame(matrix / sums, pd.Index(records, name=record), held)


def _members(codes: np.ndarray[tuple[int, int], np.dtype[np.object_]], sets: list[str]) -> np.ndarray:
    chosen = [frozenset(text.split()) for text in sets]
    return np.array([[code in allowed for code in row] for row, allowed in zip(codes, chosen, strict=True)])
