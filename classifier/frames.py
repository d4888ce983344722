"""Scoring of pandas DataFrames."""

from __future__ import annotations

import numpy as np
import pandas as pd

from classifier.columns import NAMES, score_texts
from classifier.errors import FrameError
from classifier.model import Classifier, load_model


def score_frame(
    frame: pd.DataFrame, text: str = "designation", *, model: Classifier | None = None
) -> pd.DataFrame:
    """Append HS codes to a table of descriptions.

    Parameters
    ----------
    frame : DataFrame
        Not changed.
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
    if text not in frame.columns:
        raise FrameError(f"no column {text!r}; the table has: {', '.join(map(str, frame.columns))}.")
    model = model or load_model()
    values = [value if isinstance(value, str) else "" for value in frame[text].tolist()]
    position = {value: i for i, value in enumerate(dict.fromkeys(values))}
    rows = np.fromiter((position[value] for value in values), np.int64, len(values))
    columns = score_texts(model, list(position)).take(rows)
    scored = frame.drop(columns=[name for name in NAMES if name in frame.columns])
    return scored.assign(**dict(columns.named()))
