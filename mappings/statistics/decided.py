"""Decisions on record as answers: what was decided on a text holds for the rows that have the text."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mappings.nomenclature import CURRENT_EDITION
from mappings.statistics.columns import need
from mappings.statistics.errors import EstimateError
from mappings.statistics.sampling import VERIFIED, Plan

if TYPE_CHECKING:
    import pandas as pd

REASONS: Final = ("corrected", "erased", "other_edition", "contradicted")


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided, text by text.

    Parameters
    ----------
    codes : mapping of str to str
        The code of each text, as `spelt` writes it.
    left_out : mapping of str to int
        How many decisions were left out, by reason (`REASONS`); texts that
        were decided in several ways are "contradicted".
    """

    codes: Mapping[str, str]
    left_out: Mapping[str, int]

    def rows(self, texts: pd.Series) -> pd.Series:
        """The code of each row whose text was decided on, under its label."""
        found = texts.map(lambda text: self.codes.get(spelt(text), "") if isinstance(text, str) else "")
        return found[found != ""].astype(str)


def spelt(text: str) -> str:
    """A text without what does not tell it from another: capitals and blanks.

    Examples
    --------
    >>> spelt("  Tapis  NOUÉ ")
    'tapis noué'
    """
    return " ".join(text.split()).casefold()


def read_decided(lines: Iterable[str]) -> Decided:
    """Read an export of decisions.

    Parameters
    ----------
    lines : iterable of str
        JSON lines, as `hirfa decisions export` writes them. Of a decision
        that is there twice the later line counts.

    Raises
    ------
    EstimateError
        When a line is no decision.

    Examples
    --------
    >>> row = {"id": "A", "text": "Tapis noué", "code": "570110", "edition": "HS2022"}
    >>> dict(read_decided([json.dumps(row), json.dumps(row | {"id": "B", "text": None})]).codes)
    {'tapis noué': '570110'}
    """
    rows: dict[str, Mapping[str, Any]] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            row = _row(line, number)
            rows[row["id"]] = row
    corrected = {row.get("corrects") for row in rows.values()}
    said, left = defaultdict[str, set[str]](set), Counter[str]()
    for decision in rows.values():
        reason = _reason(decision, corrected)
        if reason:
            left[reason] += 1
        else:
            said[spelt(decision["text"])].add(decision["code"])
    left["contradicted"] = sum(len(codes) > 1 for codes in said.values())
    codes = {text: next(iter(found)) for text, found in sorted(said.items()) if len(found) == 1}
    return Decided(codes, {reason: left[reason] for reason in REASONS})


def answer_sheet(sheet: pd.DataFrame, plan: Plan, codes: pd.Series) -> pd.DataFrame:
    """Fill in what a sheet leaves open from decisions.

    Parameters
    ----------
    sheet : DataFrame
        With row and verified_code; an answer that is there stays.
    plan : Plan
    codes : Series
        Of `Decided.rows`; those of rows that were not drawn are left alone.

    Returns
    -------
    DataFrame
        row and verified_code of the sheet, for `mappings.statistics.read_sheet`.
    """
    rows = need(sheet, "row", "sheet").astype(str).str.removesuffix(".0")
    drawn = {str(label): code for label, code in codes.items() if label in plan.design.index}
    given = need(sheet, VERIFIED, "sheet").astype(object)
    given = given.where(given.notna(), "").astype(str).str.strip()
    filled = given.where(given != "", rows.map(drawn).fillna(""))
    return sheet.assign(**{VERIFIED: filled})[["row", VERIFIED]]


def with_known(verified: pd.DataFrame, codes: pd.Series) -> pd.DataFrame:
    """Add rows that are known without having been drawn: they stand for themselves alone.

    Parameters
    ----------
    verified : DataFrame
        What `mappings.statistics.read_sheet` gives.
    codes : Series
        Codes of known rows, drawn or not.

    Returns
    -------
    DataFrame
        The verified rows, in a stratum taken whole where they are known too,
        and the known ones. The drawn ones go on standing for the rest.

    Examples
    --------
    >>> import pandas as pd
    >>> drawn = pd.DataFrame({VERIFIED: ["57"], "stratum": [1], "inclusion": [0.1]}, index=[4])
    >>> with_known(drawn, pd.Series({9: "69"}))["inclusion"].to_dict()
    {4: 0.1, 9: 1.0}
    """
    import pandas as pd

    known = pd.DataFrame({VERIFIED: codes, "stratum": 0, "inclusion": 1.0}, index=codes.index)
    both = verified.index.intersection(codes.index)
    told = known.assign(**{VERIFIED: verified[VERIFIED].reindex(known.index).fillna(known[VERIFIED])})
    return pd.concat([verified.drop(index=both), told]) if len(known) else verified


def convenience_sample(codes: pd.Series, predicted: pd.Series) -> pd.DataFrame:
    """Rows that nobody drew, as though they had been, at random among those predicted alike.

    Nothing warrants it: whoever asked about a text had a reason to. What is
    estimated from them must be called what it is.

    Parameters
    ----------
    codes : Series
        Of the rows whose text was decided on.
    predicted : Series
        The predicted category of all records.
    """
    import pandas as pd

    group = predicted.reindex(codes.index)
    share = group.map(group.value_counts() / predicted.value_counts())
    return pd.DataFrame(
        {VERIFIED: codes, "stratum": pd.factorize(group, sort=True)[0] + 1, "inclusion": share.astype(float)},
        index=codes.index,
    )


def _row(line: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise EstimateError(
            "line {number}: not a line of JSON; write the file with `hirfa decisions export FILE.jsonl`.",
            number=number,
        ) from error
    if not isinstance(row, dict) or not all(isinstance(row.get(n), str) for n in ("id", "code", "edition")):
        raise EstimateError(
            "line {number}: not a decision; write the file with `hirfa decisions export FILE.jsonl`.",
            number=number,
        )
    return row


def _reason(row: Mapping[str, Any], corrected: set[Any]) -> str:
    if row.get("corrected_by") or row["id"] in corrected:
        return "corrected"
    if row.get("erased") or not isinstance(row.get("text"), str):
        return "erased"
    return "other_edition" if row["edition"] != CURRENT_EDITION else ""
