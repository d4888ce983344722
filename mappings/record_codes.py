"""Codes of records: what files really hold, made into subheadings of an edition, or refused with a reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mappings.codes import HSCode
from mappings.errors import CodeError
from mappings.nearest import nearest_codes
from mappings.nomenclature import EDITIONS, Edition, Language, load_nomenclature
from mappings.words import Words

if TYPE_CHECKING:
    import pandas as pd

_FLOAT: Final = re.compile(r"^(\d{2,10})[.,]0+$")
_LOST_ZERO: Final = frozenset({3, 5, 7, 9})
explain: Final = Words("reasons.csv")


@dataclass(frozen=True, slots=True)
class RecordCode:
    """What a code of a record was understood as.

    Parameters
    ----------
    code : str
        A subheading (six digits) or a heading (four) of the edition; empty
        when refused.
    national : str
        Digits seven to ten, if any.
    reason : str
        Key of the reason for a refusal; empty when accepted.
    detail : str
        The sentence for a person, in the language asked for.
    """

    code: str
    national: str = ""
    reason: str = ""
    detail: str = ""


def read_record_code(raw: object, edition: Edition, language: Language = "en") -> RecordCode:
    """Understand one code cell.

    Parameters
    ----------
    raw : object
        Text or number: "5701.10", 570110.0, 10121 (a lost leading zero),
        eight or ten digits, or a heading of four.
    edition : str
        The edition that the record is coded in.
    language : {"fr", "en", "es", "ar"}
        Of the reason.

    Returns
    -------
    RecordCode

    Examples
    --------
    >>> read_record_code(570110.0, "HS2022").code, read_record_code("10121", "HS2022").code
    ('570110', '010121')
    >>> read_record_code("690810", "HS2017").detail
    '690810 ended with HS2012; did you mean --from HS2012?'
    """
    text = _text(raw)
    if not text:
        return _refused("empty_code", "", edition, language)
    try:
        digits = HSCode.parse(_padded(text)).digits
    except CodeError:
        kind = "unknown_code" if text.isdecimal() and len(text) in (6, 8, 10) else "no_code"
        return _refused(kind, text, edition, language)
    valid = load_nomenclature(edition)
    if len(digits) == 2:
        return _refused("chapter", digits, edition, language)
    short = digits[:6]
    if short in valid:
        return RecordCode(short, digits[6:])
    return _refused(_why_absent(short, edition), short, edition, language)


def detect_edition(codes: pd.Series) -> pd.DataFrame:
    """How many records each edition could have coded, best first.

    Parameters
    ----------
    codes : pandas.Series
        Codes as the file has them.

    Returns
    -------
    DataFrame
        One row for each edition: edition, records (whose code it has), share,
        only (records whose code no other edition has); the most likely
        edition first, the newer one first among equals.

    Examples
    --------
    >>> import pandas as pd
    >>> detect_edition(pd.Series(["690810", "570110"])).edition.iloc[0]
    'HS2012'
    """
    import pandas as pd

    counts = codes.map(_text).value_counts()
    held = {
        edition: pd.Series(
            {text: not read_record_code(text, edition).reason for text in counts.index}, dtype=bool
        )
        for edition in EDITIONS
    }
    table = pd.DataFrame(held)
    only = table[table.sum(axis=1) == 1]
    total = max(int(counts.sum()), 1)
    rows = [
        (
            e,
            int(counts[table[e]].sum()),
            counts[table[e]].sum() / total,
            int(counts[only.index[only[e]]].sum()),
        )
        for e in EDITIONS
    ]
    found = pd.DataFrame(rows, columns=["edition", "records", "share", "only"])
    return found.sort_values(["records", "edition"], ascending=False, ignore_index=True)


def edition_in(value: object) -> Edition | None:
    """The edition that a cell names: "HS2012", "H4", "2012", or a year in which it was in force.

    Years before 1992 and after 2027 have none.

    Examples
    --------
    >>> edition_in("H4"), edition_in(2015), edition_in("2023-07"), edition_in("unknown")
    ('HS2012', 'HS2012', 'HS2022', None)
    """
    text = _text(value).upper().replace(" ", "")
    comtrade = re.fullmatch(r"H([0-6])", text)
    if comtrade:
        return EDITIONS[int(comtrade[1])]
    year = re.search(r"(?:19|20)\d\d", text)
    if not year:
        return None
    begun = [e for e in EDITIONS if int(e[2:]) <= int(year[0])]
    return begun[-1] if begun and int(year[0]) < 2028 else None


def _text(raw: object) -> str:
    text = "" if raw is None else str(raw).strip()
    return "" if text.casefold() in ("", "nan", "none", "<na>") else text


def _padded(text: str) -> str:
    whole = _FLOAT.match(text) if re.fullmatch(r"\d{5,10}[.,]0+|\d{3,4}[.,]0", text) else None
    digits = whole[1] if whole else text.replace(",", ".")
    return f"0{digits}" if digits.isdecimal() and len(digits) in _LOST_ZERO else digits


def _why_absent(digits: str, edition: Edition) -> str:
    held = [e for e in EDITIONS if digits in load_nomenclature(e)]
    if not held:
        return "unknown_code"
    return "ended" if EDITIONS.index(held[-1]) < EDITIONS.index(edition) else "not_yet"


def _refused(reason: str, text: str, edition: Edition, language: Language) -> RecordCode:
    held = [e for e in EDITIONS if text in load_nomenclature(e)] if text.isdecimal() and len(text) > 3 else []
    near = nearest_codes(text, load_nomenclature(edition).subheadings) if text.isdecimal() else ()
    other = (held[-1] if reason == "ended" else held[0]) if held else ""
    detail = explain(reason, language, code=text, edition=edition, other=other, near=near)
    return RecordCode("", "", reason, detail)
