"""Records of any edition made ready for the barometer: HS2022 codes, by concordance, else by their text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mappings.errors import HirfaError
from mappings.nomenclature import CURRENT_EDITION, EDITIONS, Edition
from mappings.reclassify import ADDED, REASON, reclassify
from mappings.record_codes import edition_in
from mappings.texts import Scorer

if TYPE_CHECKING:
    import pandas as pd

RECORD: Final = "hirfa_record"
SURE: Final = 0.35
_CHUNK: Final = 4096


@dataclass(frozen=True, slots=True)
class Current:
    """Records in HS2022.

    Parameters
    ----------
    frame : DataFrame
        The records; one that divides among codes has a row for each.
    code, share, record : str
        Columns added: the HS2022 code, the share, the number of the record.
    account : dict of str to int
        How many records were divided, classified by text, or left without
        a code.
    """

    frame: pd.DataFrame
    code: str
    share: str
    record: str
    account: dict[str, int]


def current_codes(
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    origin: str | None = None,
    scorer: Callable[[], Scorer] | None = None,
) -> Current:
    """Move records to HS2022, none lost.

    Parameters
    ----------
    frame : DataFrame
    columns : mapping of str to str
        "code", "value" and "date"; and "text", "quantity", "edition_column"
        where the records have them.
    origin : str, optional
        The edition of all records; without it the edition column, else the
        year of the date decides for each.
    scorer : callable, optional
        Makes what reads the texts, such as `classifier.SubheadingScorer`; it
        is called only when the records have texts.

    Returns
    -------
    Current

    Raises
    ------
    HirfaError
        When `origin` is no edition.

    Examples
    --------
    >>> import pandas as pd
    >>> records = pd.DataFrame({"d": ["2015-01", "2023-01"], "hs": ["690810", None], "dh": [5.0, 7.0]})
    >>> made = current_codes(records, {"date": "d", "code": "hs", "value": "dh"})
    >>> float(made.frame["dh"].sum()), made.account
    (12.0, {'divided': 1, 'classified': 0, 'without_code': 1})
    """
    import pandas as pd

    source = _edition(origin)
    text, reader = columns.get("text"), None
    if text and scorer is not None:
        reader = scorer()
    numbered = frame.assign(**{RECORD: np.arange(len(frame))})
    edition = None if source else columns.get("edition_column", columns["date"])
    moved = reclassify(
        numbered,
        source,
        CURRENT_EDITION,
        code=columns["code"],
        values=[columns[n] for n in ("value", "quantity") if n in columns],
        text=text,
        scorer=reader,
        edition_column=edition,
    )
    rows = moved.rows.drop(columns=[n for n in ADDED if n not in ("target_code", "share")])
    divided = rows.loc[rows["share"] < 1, RECORD].nunique()
    left, classified = _left(moved.unmapped, columns, reader)
    joined = pd.concat([rows.astype({"target_code": object}), left], ignore_index=True)
    joined = joined.sort_values(RECORD, kind="stable", ignore_index=True)
    account = {
        "divided": int(divided),
        "classified": classified,
        "without_code": len(left) - classified,
    }
    return Current(joined, "target_code", "share", RECORD, account)


def _edition(name: str | None) -> Edition | None:
    if name is None:
        return None
    found = edition_in(name)
    if found is None:
        raise HirfaError(f"edition {name!r} is unknown; choose one of {', '.join(EDITIONS)}.")
    return found


def _left(
    unmapped: pd.DataFrame, columns: Mapping[str, str], reader: Scorer | None
) -> tuple[pd.DataFrame, int]:
    """The records that have no code, read by their text where it says enough."""
    from mappings.amounts import parse_amounts

    left = unmapped.drop(columns=[n for n in unmapped.columns if str(n).startswith("unmapped_")])
    for name in ("value", "quantity"):
        if name in columns:
            amounts = parse_amounts(left[columns[name]])
            empty = amounts.missing | amounts.bad
            left[columns[name]] = np.where(empty, np.nan, amounts.restore(amounts.units))
    left["share"] = 1.0
    left["target_code"] = None
    if reader is None or "text" not in columns or left.empty:
        return left, 0
    texts = left[columns["text"]]
    codes = texts.map(_readings([str(t) for t in texts.dropna().unique()], reader), na_action="ignore")
    readable = codes.notna() & (unmapped[REASON] != "bad_value")
    left["target_code"] = codes.astype(object).where(readable, None)
    return left, int(readable.sum())


def _readings(texts: list[str], reader: Scorer) -> dict[str, str]:
    """The most likely code of each text that is likely enough."""
    found: dict[str, str] = {}
    for start in range(0, len(texts), _CHUNK):
        chunk = texts[start : start + _CHUNK]
        scores = np.asarray(reader(chunk), np.float64)
        best = scores.argmax(axis=1)
        sure = scores[np.arange(len(chunk)), best]
        found |= {t: reader.codes[int(b)] for t, b, p in zip(chunk, best, sure, strict=True) if p >= SURE}
    return found
