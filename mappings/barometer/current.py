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
from mappings.texts import Memory, Scorer

if TYPE_CHECKING:
    import pandas as pd

RECORD: Final = "hirfa_record"
CODE: Final = "target_code"
SHARE: Final = "share"
SURE: Final = 0.35
_CHUNK: Final = 4096
_REMEMBERED: Final = 2_000_000


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
    mover = Mover(columns, origin, scorer)
    return Current(mover.move(frame), CODE, SHARE, RECORD, mover.account)


class Mover:
    """Moves the pieces of a table to HS2022; the parameters are those of `current_codes`.

    Attributes
    ----------
    account : dict of str to int
        Of all pieces so far.

    Notes
    -----
    What a text says is remembered from piece to piece, up to two million
    texts; then all is forgotten and learnt again.

    Examples
    --------
    >>> import pandas as pd
    >>> mover = Mover({"date": "d", "code": "hs", "value": "dh"})
    >>> pieces = [pd.DataFrame({"d": [day], "hs": ["570110"], "dh": [1.0]}) for day in ("2015-01", "2023-01")]
    >>> [mover.move(piece)["hirfa_record"].tolist() for piece in pieces]
    [[0], [1]]
    """

    def __init__(
        self,
        columns: Mapping[str, str],
        origin: str | None = None,
        scorer: Callable[[], Scorer] | None = None,
    ) -> None:
        self._columns, self._source = columns, _edition(origin)
        self._reader = scorer() if columns.get("text") and scorer is not None else None
        self._memory, self._readings, self._start = Memory(), dict[str, str](), 0
        self.account = {"divided": 0, "classified": 0, "without_code": 0}

    def move(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The records of the next piece, with `CODE`, `SHARE` and `RECORD`."""
        import pandas as pd

        columns = self._columns
        numbered = frame.assign(**{RECORD: np.arange(self._start, self._start + len(frame))})
        self._start += len(frame)
        if sum(map(len, self._memory.said.values())) + len(self._readings) > _REMEMBERED:
            self._memory, self._readings = Memory(), {}
        moved = reclassify(
            numbered,
            self._source,
            CURRENT_EDITION,
            code=columns["code"],
            values=[columns[n] for n in ("value", "quantity") if n in columns],
            text=columns.get("text"),
            scorer=self._reader,
            edition_column=None if self._source else columns.get("edition_column", columns["date"]),
            memory=self._memory,
        )
        rows = moved.rows.drop(columns=[n for n in ADDED if n not in (CODE, SHARE)])
        left, classified = _left(moved.unmapped, columns, self._reader, self._readings)
        self.account["divided"] += int(rows.loc[rows[SHARE] < 1, RECORD].nunique())
        self.account["classified"] += classified
        self.account["without_code"] += len(left) - classified
        joined = pd.concat([rows.astype({CODE: object}), left], ignore_index=True)
        return joined.sort_values(RECORD, kind="stable", ignore_index=True)


def _edition(name: str | None) -> Edition | None:
    if name is None:
        return None
    found = edition_in(name)
    if found is None:
        raise HirfaError("edition {name!r} is unknown; choose one of {known}.", name=name, known=EDITIONS)
    return found


def _left(
    unmapped: pd.DataFrame, columns: Mapping[str, str], reader: Scorer | None, readings: dict[str, str]
) -> tuple[pd.DataFrame, int]:
    """The records that have no code, read by their text where it says enough."""
    from mappings.amounts import parse_amounts

    left = unmapped.drop(columns=[n for n in unmapped.columns if str(n).startswith("unmapped_")])
    for name in ("value", "quantity"):
        if name in columns:
            amounts = parse_amounts(left[columns[name]])
            read = np.where(amounts.missing, np.nan, amounts.restore(amounts.units))
            # What is no number stays as it was written, so that the barometer can say so.
            written = left[columns[name]].astype(object)
            left[columns[name]] = written.where(amounts.bad, read) if amounts.bad.any() else read
    left["share"] = 1.0
    left["target_code"] = None
    if reader is None or "text" not in columns or left.empty:
        return left, 0
    texts = left[columns["text"]]
    distinct = [str(t) for t in texts.dropna().unique()]
    readings |= _readings([t for t in distinct if t not in readings], reader)
    codes = texts.map({t: readings[t] for t in distinct if readings[t]}, na_action="ignore")
    readable = codes.notna() & (unmapped[REASON] != "bad_value")
    left["target_code"] = codes.astype(object).where(readable, None)
    return left, int(readable.sum())


def _readings(texts: list[str], reader: Scorer) -> dict[str, str]:
    """The most likely code of each text; empty where it is not likely enough."""
    found: dict[str, str] = {}
    for start in range(0, len(texts), _CHUNK):
        chunk = texts[start : start + _CHUNK]
        scores = np.asarray(reader(chunk), np.float64)
        best = scores.argmax(axis=1)
        sure = scores[np.arange(len(chunk)), best]
        parts = zip(chunk, best, sure, strict=True)
        found |= {t: reader.codes[int(b)] if p >= SURE else "" for t, b, p in parts}
    return found
