"""What is predicted of each record, before anybody verifies it: from the code it carries, or from its text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from classifier.columns import NAMES, TOP
from classifier.errors import FrameError
from mappings.amounts import parse_amounts
from mappings.barometer.current import RECORD, Current, current_codes
from mappings.ragged import allocate, cumulated, normalise
from mappings.statistics import shares_from_scores

if TYPE_CHECKING:
    import pandas as pd

    from classifier.model import Classifier

# A declared code that no text confirms or contradicts.
_UNREAD: Final = 0.9
_LEAST: Final = 0.02
# Below, the five best codes together say less than all the others.
_TELLING: Final = 0.5


def predicted_parts(
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    origin: str | None = None,
    model: Classifier | None = None,
) -> Current:
    """Records with the HS2022 codes predicted of them, one row for each code.

    Parameters
    ----------
    frame : DataFrame
    columns : mapping of str to str
        "value", and "code" (with "date", or "edition_column"), else "text",
        else the columns that scoring appends. A record that carries a code is
        moved to HS2022 as for the barometer; one that does not is shared out
        among the codes of its prediction set and the others of the five best
        that have two in a hundred. A text that says next to nothing has no code.
    origin : str, optional
        The edition of all codes.
    model : Classifier, optional
        The shipped model when not given.

    Returns
    -------
    Current

    Raises
    ------
    FrameError
        When there is neither a code nor a text nor a score.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"what": ["tapis noué main en laine"], "dh": [10.0]})
    >>> made = predicted_parts(frame, {"text": "what", "value": "dh"})
    >>> made.frame[[made.code, made.share]].values.tolist()
    [['570110', 1.0]]
    """
    from classifier.scorer import SubheadingScorer

    if "code" in columns:
        return current_codes(frame, columns, origin, lambda: SubheadingScorer(model))
    scored = scored_frame(frame, columns.get("text"), model)
    return _parts(scored, columns["value"])


def scored_frame(frame: pd.DataFrame, text: str | None, model: Classifier | None = None) -> pd.DataFrame:
    """The frame with the columns that scoring appends; scored now if they are not there.

    Raises
    ------
    FrameError
        When they are not, and there is no text either.
    """
    from classifier.frames import score_frame

    if set(NAMES) <= set(map(str, frame.columns)):
        return frame
    if text is None:
        raise FrameError(
            "the table has neither codes nor scores; name the column of the descriptions with --text."
        )
    return score_frame(frame, text, model=model)


def agreement(
    frame: pd.DataFrame,
    predicted: pd.Series,
    category: Callable[[str], str | None],
    text: str | None,
    model: Classifier | None = None,
) -> pd.Series:
    """Probability, as the model reads each text, of the category predicted of the record.

    Parameters
    ----------
    frame : DataFrame
    predicted : Series
        Under the labels of `frame`.
    category : callable
        From a code to its category.
    text : str or None
        Column of the descriptions.
    model : Classifier, optional

    Returns
    -------
    Series
        0.9 where a code comes without a text: nothing confirms it, and
        nothing contradicts it; 0 where neither says anything.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"what": ["tapis noué main en laine", None]})
    >>> agreement(frame, pd.Series(["70", "57"]), lambda code: code[:2], "what").round(1).tolist()
    [0.0, 0.9]
    """
    import pandas as pd

    if text is None and not set(NAMES) <= set(map(str, frame.columns)):
        return pd.Series(_UNREAD, predicted.index)
    scored = scored_frame(frame, text, model)
    shares = shares_from_scores(scored, category)
    labels = predicted.reindex(frame.index)
    places = shares.columns.get_indexer(pd.Index(labels))
    said = np.where(places < 0, 0.0, shares.to_numpy()[np.arange(len(frame)), places])
    refused = scored["hs_status"].eq("out_of_scope").to_numpy(bool)
    outside = labels.eq("").to_numpy(bool)
    said = np.where(outside, np.where(refused, scored["hs_probability"].to_numpy(np.float64), 0.0), said)
    if text is not None:
        said = np.where(frame[text].isna().to_numpy(bool) & ~outside, _UNREAD, said)
    return pd.Series(said, frame.index).reindex(predicted.index).clip(0.0, 1.0)


def _parts(scored: pd.DataFrame, value: str) -> Current:
    """Share each record out among the codes that its text leaves."""
    names = [f"hs_{rank}" for rank in range(1, TOP + 1)]
    chances = [f"hs_p{rank}" for rank in range(1, TOP + 1)]
    codes = scored[names].astype(object).fillna("").astype(str).to_numpy()
    mass = scored[chances].fillna(0.0).to_numpy(np.float64)
    outside = scored["hs_status"].eq("out_of_scope").to_numpy(bool) | (mass.sum(axis=1) < _TELLING)
    mass = np.where((mass >= _LEAST) | _in_set(scored, codes), mass, 0.0)
    codes[outside, 0], mass[outside] = "", np.eye(1, TOP)
    owner, rank = np.nonzero(mass > 0)
    lengths = np.bincount(owner, minlength=len(scored))
    shares = normalise(mass[owner, rank], lengths)
    amounts = parse_amounts(scored[value])
    units = allocate(amounts.units, cumulated(shares, lengths), lengths)
    made = scored.iloc[owner].assign(target_code=codes[owner, rank], share=shares)
    empty = (amounts.missing | amounts.bad)[owner]
    made = made.assign(**{value: np.where(empty, np.nan, amounts.restore(units)), RECORD: owner})
    account = {
        "divided": int((lengths > 1).sum()),
        "classified": int((~outside).sum()),
        "without_code": int(outside.sum()),
    }
    return Current(made.reset_index(drop=True), "target_code", "share", RECORD, account)


def _in_set(scored: pd.DataFrame, codes: np.ndarray) -> np.ndarray:
    """Which of the five codes are in the prediction set."""
    import pandas as pd

    place, sets = pd.factorize(scored["hs_set"].fillna("").astype(str))
    split = [frozenset(text.split()) for text in sets]
    member = [
        [code in split[p] for code in row] for p, row in zip(place.tolist(), codes.tolist(), strict=True)
    ]
    return np.array(member, bool).reshape(-1, TOP)
