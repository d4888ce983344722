"""Predicted shares from a scored table: what the classifier thinks of its five best codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np

from mappings.statistics.columns import OUTSIDE, need, read_labels

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


def _members(codes: np.ndarray[tuple[int, int], np.dtype[np.object_]], sets: list[str]) -> np.ndarray:
    chosen = [frozenset(text.split()) for text in sets]
    return np.array([[code in allowed for code in row] for row, allowed in zip(codes, chosen, strict=True)])
