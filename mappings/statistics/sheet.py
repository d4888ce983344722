"""A verified sheet coming back."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from mappings.statistics.columns import need, read_labels
from mappings.statistics.errors import EstimateError
from mappings.statistics.sampling import VERIFIED, Plan

if TYPE_CHECKING:
    import pandas as pd

NO_CATEGORY: Final = "none"
_NONE: Final = frozenset({NO_CATEGORY, "aucun", "aucune", "ninguno", "ninguna", "لا شيء"})
_CODE: Final = re.compile(r"\d[\d. ]*")
_TRAILING: Final = re.compile(r"(\d+)\.0")


def read_sheet(sheet: pd.DataFrame, plan: Plan, *, known: Collection[str] | None = None) -> pd.DataFrame:
    """Take a sheet back, ready to be the `verified` of `estimate`.

    Parameters
    ----------
    sheet : DataFrame
        What `Plan.sheet` gave out, filled in; it may have been through a CSV
        or a workbook. An empty ``verified_code`` is a row without an answer,
        "none" (in any of the four languages) a record that belongs to no
        category.
    plan : Plan
        The plan that it comes from.
    known : collection of str, optional
        The codes or categories that may stand there. Points and blanks in a
        code, digits of a national line behind it, and leading zeros that a
        spreadsheet dropped are mended where that gives a known one.

    Returns
    -------
    DataFrame
        verified_code, stratum, inclusion, under the index labels of the frame;
        the rows without an answer are left out, and those answered in the same
        stratum stand for them.

    Raises
    ------
    EstimateError
        When a row is unknown, was not sent out, or is there twice, a code is
        not known, or a whole stratum has no answer.

    Examples
    --------
    >>> import pandas as pd
    >>> from mappings.statistics.sampling import plan_sample
    >>> frame = pd.DataFrame({"dh": [1.0] * 40, "f": ["a", "b"] * 20, "p": [0.9] * 40})
    >>> plan = plan_sample(frame, value="dh", predicted="f", confidence="p", size=12)
    >>> filled = plan.sheet(frame).assign(verified_code="a")
    >>> len(read_sheet(filled, plan, known=["a", "b"]))
    12
    """
    sent = plan.design[plan.design["selected"]]
    labels = {str(label): label for label in sent.index}
    rows = [_plain(text) for text in read_labels(need(sheet, "row", "sheet"))]
    _check_rows(rows, labels)
    codes = [_code(text, known) for text in read_labels(need(sheet, VERIFIED, "sheet"))]
    answered = [i for i, code in enumerate(codes) if code]
    for i in answered:
        if known is not None and codes[i] not in known and codes[i] != NO_CATEGORY:
            raise EstimateError(
                "sheet: row {row!r}, {column} {code!r} is not known; correct it.",
                row=rows[i],
                column=VERIFIED,
                code=codes[i],
            )
    found = sent.loc[[labels[rows[i]] for i in answered], ["stratum", "inclusion"]]
    filled = ["" if codes[i] == NO_CATEGORY else codes[i] for i in answered]
    found.insert(0, VERIFIED, filled)
    return _stand_in(found, sent)


def _check_rows(rows: list[str], labels: Collection[str]) -> None:
    seen: set[str] = set()
    for row in rows:
        if row not in labels:
            raise EstimateError(
                "sheet: row {row!r} was not sent out; leave the column 'row' as it was.", row=row
            )
        if row in seen:
            raise EstimateError("sheet: row {row!r} is there twice; keep one of them.", row=row)
        seen.add(row)


def _plain(text: str) -> str:
    """A whole number that a spreadsheet turned into a decimal one, as it was."""
    match = _TRAILING.fullmatch(text)
    return match.group(1) if match else text


def _code(text: str, known: Collection[str] | None) -> str:
    """An answer as one of the known ones, where it can be mended.

    Examples
    --------
    >>> [_code(text, {"060210", "carpets"}) for text in ("60210", "0602.10", "0602109000", "Aucun", "carpets")]
    ['060210', '060210', '060210', 'none', 'carpets']
    """
    code = _plain(text.strip())
    if code.casefold() in _NONE:
        return NO_CATEGORY
    if known is None or code in known or not _CODE.fullmatch(code):
        return code
    digits = "".join(c for c in code if c.isdecimal())
    fits = (form for form in (digits, "0" + digits, digits[:6]) if form in known)
    return next(fits, code)


def _stand_in(found: pd.DataFrame, sent: pd.DataFrame) -> pd.DataFrame:
    """Raise each answered row's weight by the rows of its stratum that were not answered."""
    given = sent.groupby("stratum").size()
    back = found.groupby("stratum").size().reindex(given.index, fill_value=0)
    if (back == 0).any():
        lost = back.index[back == 0][0]
        raise EstimateError(
            "sheet: stratum {stratum} has no answer to its {count} rows; verify one of them at least.",
            stratum=lost,
            count=int(given[lost]),
        )
    share = (back / given).reindex(found["stratum"]).to_numpy(float)
    return found.assign(inclusion=found["inclusion"].to_numpy(float) * share)
