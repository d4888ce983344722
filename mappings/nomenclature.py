"""Editions of the Harmonized System: which codes exist, their units and titles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, get_args

from mappings.codes import HSCode
from mappings.errors import CodeError
from mappings.nearest import nearest_codes
from mappings.tables import read_table

Edition = Literal["HS1992", "HS1996", "HS2002", "HS2007", "HS2012", "HS2017", "HS2022", "HS2028"]
Language = Literal["fr", "en", "es", "ar"]
PROVISIONAL_EDITION: Final[Edition] = "HS2028"
EDITIONS: Final[tuple[Edition, ...]] = tuple(e for e in get_args(Edition) if e != PROVISIONAL_EDITION)
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
CURRENT_EDITION: Final[Edition] = "HS2022"


@dataclass(frozen=True, slots=True)
class CodeRecord:
    """What is known of one code, over all editions.

    Parameters
    ----------
    code : HSCode
    unit : str
        Standard quantity unit: "kg", "u" (items), "2u" (pairs), "m2"…, or ""
        where the nomenclature sets none. As published by the UN Statistics
        Division (UN Comtrade reference files).
    editions : tuple of str
        The editions that have the code, oldest first.
    """

    code: HSCode
    unit: str
    editions: tuple[Edition, ...]


class Nomenclature:
    """The codes of one edition: sized, iterable, immutable.

    Parameters
    ----------
    edition : str
        One of `EDITIONS`.

    Raises
    ------
    CodeError
        When the edition is unknown.

    Notes
    -----
    HS2028 enters into force on 1 January 2028; it is provisional here and
    holds the codes of the craft perimeter only.

    Examples
    --------
    >>> hs = Nomenclature("HS2022")
    >>> len(hs.subheadings)
    5612
    >>> "570110" in hs
    True
    >>> hs["570110"].unit
    'm2'
    """

    __slots__ = ("_records", "edition")

    def __init__(self, edition: Edition = CURRENT_EDITION) -> None:
        if edition not in get_args(Edition):
            raise CodeError(str(edition), "unknown edition; choose one of {known}.", known=get_args(Edition))
        self.edition: Edition = edition
        self._records = {
            digits: record for digits, record in _all_records().items() if edition in record.editions
        }

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[HSCode]:
        return (record.code for record in self._records.values())

    def __contains__(self, code: object) -> bool:
        try:
            return code in self._records or _digits(code) in self._records
        except CodeError:
            return False

    def __getitem__(self, code: HSCode | str) -> CodeRecord:
        digits = _digits(code)
        try:
            return self._records[digits]
        except KeyError:
            raise self._refusal(digits) from None

    @property
    def subheadings(self) -> tuple[str, ...]:
        """All six-digit codes, sorted."""
        return tuple(digits for digits in self._records if len(digits) == 6)

    def children(self, code: HSCode | str) -> tuple[str, ...]:
        """The codes directly below, sorted.

        Examples
        --------
        >>> Nomenclature().children("5701")
        ('570110', '570190')
        """
        parent = _digits(code)
        return tuple(d for d in self._records if d[:-2] == parent)

    def nearest(self, code: HSCode | str, count: int = 3) -> tuple[str, ...]:
        """The valid codes of the same length most like this one."""
        return nearest_codes(_digits(code), tuple(self._records), count)

    def _refusal(self, digits: str) -> CodeError:
        elsewhere = _all_records().get(digits)
        if elsewhere is None:
            return CodeError(digits, "not a code of {system}.", self.nearest(digits), system=self.edition)
        return CodeError(
            digits,
            "not in {edition}; it is a code of {first} to {last}.",
            self.nearest(digits),
            edition=self.edition,
            first=elsewhere.editions[0],
            last=elsewhere.editions[-1],
        )


@cache
def load_nomenclature(edition: Edition = CURRENT_EDITION) -> Nomenclature:
    """The nomenclature of an edition, read once and kept."""
    return Nomenclature(edition)


@cache
def perimeter() -> tuple[str, ...]:
    """The HS2022 subheadings under which craft goods are or can be exported, sorted.

    They are those that have a title of their own in `titles.csv`.

    Examples
    --------
    >>> "570110" in perimeter(), "851713" in perimeter()
    (True, False)
    """
    return tuple(sorted(row["code"] for row in read_table("titles.csv") if len(row["code"]) == 6))


@cache
def _all_records() -> dict[str, CodeRecord]:
    return {row["code"]: _record(row) for row in read_table("codes.csv")}


def _record(row: dict[str, str]) -> CodeRecord:
    held = {f"HS{year}" for year in row["editions"].split()}
    return CodeRecord(HSCode(row["code"]), row["unit"], tuple(e for e in get_args(Edition) if e in held))


def _digits(code: object) -> str:
    if isinstance(code, HSCode):
        return code.digits
    return HSCode.parse(code).digits if isinstance(code, str) else ""
