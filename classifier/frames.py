"""Scoring of pandas and Dask DataFrames."""

from __future__ import annotations

from typing import Any, TypeVar, cast

import numpy as np
import pandas as pd

from classifier.columns import NAMES
from classifier.errors import FrameError
from classifier.model import Classifier, load_model
from classifier.resume import score_distinct

Frame = TypeVar("Frame")


def score_frame(frame: Frame, text: str = "designation", *, model: Classifier | None = None) -> Frame:
    """Append HS codes to a table of descriptions.

    Parameters
    ----------
    frame : pandas.DataFrame or dask.dataframe.DataFrame
        Not changed. A Dask DataFrame is scored partition by partition, when
        it is computed.
    text : str
        The column that holds the descriptions; missing values are undecided.
    model : Classifier, optional
        The shipped model when not given.

    Returns
    -------
    DataFrame
        A copy with the columns `classifier.columns.NAMES` appended; same
        rows, same order, same index. Columns of those names are replaced.

    Raises
    ------
    FrameError
        When the column does not exist.

    Examples
    --------
    >>> frame = pd.DataFrame({"designation": ["tapis noué main en laine", None]})
    >>> score_frame(frame)[["hs_status", "hs_1"]].iloc[0].tolist()
    ['decided', '570110']
    """
    table = cast("Any", frame)
    if text not in table.columns:
        raise FrameError(
            "no column {name!r}; the table has: {columns}.", name=text, columns=list(table.columns)
        )
    if isinstance(frame, pd.DataFrame):
        return cast("Frame", _score(frame, text, model or load_model()))
    from classifier.cluster import score_dask

    return cast("Frame", score_dask(frame, text, model))


def _score(frame: pd.DataFrame, text: str, model: Classifier) -> pd.DataFrame:
    values = [value if isinstance(value, str) else "" for value in frame[text].tolist()]
    position = {value: i for i, value in enumerate(dict.fromkeys(values))}
    rows = np.fromiter((position[value] for value in values), np.int64, len(values))
    columns = score_distinct(model, list(position)).take(rows)
    scored = frame.drop(columns=[name for name in NAMES if name in frame.columns])
    # The kinds are named, so that a table without rows has them too.
    kinds = {name: "float32" if "_p" in name else str for name in NAMES}
    found = {name: pd.Series(v, frame.index, kinds[name]) for name, v in columns.named()}
    return scored.assign(**found)
