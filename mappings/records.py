"""Records understood: the edition, code and exact values of each, and why some are refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mappings.amounts import Amounts, parse_amounts
from mappings.cases import images_of
from mappings.nomenclature import Edition, Language
from mappings.ragged import Ints
from mappings.record_codes import RecordCode, edition_in, explain, read_record_code

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Records:
    """Records understood: the pair (edition, code) of each, its exact values, and what is refused."""

    pairs: list[tuple[Edition, str]]
    pair: Ints
    amounts: list[Amounts]
    reasons: dict[int, tuple[str, str]]
    refused: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        frame: pd.DataFrame,
        source: Edition | None,
        target: Edition,
        code: str,
        values: Sequence[str],
        edition_column: str | None,
        language: Language,
    ) -> Records:
        """Understand the records of a table.

        Parameters
        ----------
        frame : DataFrame
        source : str or None
            The edition of records whose own is not given or not known.
        target : str
            The edition wanted: a code without image there is refused.
        code : str
        values : sequence of str
        edition_column : str or None
        language : {"fr", "en", "es", "ar"}
            Of the reasons.
        """
        understood, which = _understood(frame, source, code, edition_column, target, language)
        pairs = sorted({(e, r.code) for e, r in understood if e and not r.reason})
        place = {pair: i for i, pair in enumerate(pairs)}
        reasons = {i: (r.reason, r.detail) for i, (_, r) in enumerate(understood) if r.reason}
        pair = np.array([-1 if r.reason or not e else place[e, r.code] for e, r in understood], np.int64)[
            which
        ]
        refused = pair < 0
        by_row = {int(i): reasons[int(which[i])] for i in np.flatnonzero(refused)}
        amounts = [parse_amounts(frame[name]) for name in values]
        for name, amount in zip(values, amounts, strict=True):
            for i in np.flatnonzero(amount.bad & ~refused):
                detail = explain("bad_value", language, code=str(frame[name].iloc[i]), other=name)
                by_row[int(i)] = ("bad_value", detail)
            refused = refused | amount.bad
        return cls(pairs, pair, amounts, by_row, refused)

    @property
    def main(self) -> NDArray[np.float64]:
        """The first value column, by which movements are weighed; 1 a record without one."""
        if not self.amounts:
            return np.ones(len(self.pair))
        return self.amounts[0].restore(self.amounts[0].units)

    def sources_of(self, case: Ints, pair: Ints, count: int) -> list[tuple[Edition, str]]:
        """The pair of each case."""
        owner = np.zeros(count, np.int64)
        owner[case] = pair
        return [self.pairs[i] for i in owner] if self.pairs else []

    def totals(self, values: Sequence[str]) -> dict[str, tuple[str, str]]:
        """For each value column: the exact total given, and that of the refused records."""
        return {
            name: (str(amount.total()), str(amount.total(amount.units[self.refused])))
            for name, amount in zip(values, self.amounts, strict=True)
        }


def _understood(
    frame: pd.DataFrame,
    source: Edition | None,
    code: str,
    edition_column: str | None,
    target: Edition,
    language: Language,
) -> tuple[list[tuple[Edition | None, RecordCode]], Ints]:
    import pandas as pd

    codes, raw = pd.factorize(frame[code], use_na_sentinel=False)
    if edition_column is None:
        assert source is not None
        read = [(source, read_record_code(value, source, language)) for value in raw]
        return [_with_image(e, r, target, language) for e, r in read], codes.astype(np.int64)
    named, cells = pd.factorize(frame[edition_column], use_na_sentinel=False)
    joint, which = np.unique(codes.astype(np.int64) * len(cells) + named, return_inverse=True)
    found: list[tuple[Edition | None, RecordCode]] = []
    for key in joint.tolist():
        cell = cells[key % len(cells)]
        edition = edition_in(cell) or source
        if edition is None:
            detail = explain("no_edition", language, code=str(cell))
            found.append((None, RecordCode("", "", "no_edition", detail)))
        else:
            read_code = read_record_code(raw[key // len(cells)], edition, language)
            found.append(_with_image(edition, read_code, target, language))
    return found, which.astype(np.int64)


def _with_image(
    edition: Edition, read: RecordCode, target: Edition, language: Language
) -> tuple[Edition, RecordCode]:
    if read.reason or images_of(read.code, edition, target)[0]:
        return edition, read
    detail = explain("no_image", language, code=read.code, edition=target)
    return edition, RecordCode("", "", "no_image", detail)
