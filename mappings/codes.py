"""The HS code as a value: parsed from what people write, compared and printed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from mappings.errors import CodeError
from mappings.words import Sentence

LEVELS: Final = {2: "chapter", 4: "heading", 6: "subheading", 8: "national line", 10: "national line"}
_EDITION_YEAR: Final = r"(?:1992|1996|2002|2007|2012|2017|2022|2028)(?=[\s:]+\d[\d.\s\-]{3,})"
_PREFIX: Final = re.compile(
    rf"^(?:HS|SH|SA|NC|CN|HTS|NGP|HS ?CODE|CODE(?: ?(?:HS|SH|SA))?)(?:{_EDITION_YEAR})?\s*[:#°.]?\s*",
    re.IGNORECASE,
)
_SEPARATORS: Final = re.compile(r"[\s.\-‐‑–_/·]+")
_HIGHEST_CHAPTER: Final = 97


@dataclass(frozen=True, order=True, slots=True)
class HSCode:
    """A code of 2, 4, 6, 8 or 10 digits, digits only.

    The first six digits belong to the Harmonized System; digits seven to ten
    belong to a national schedule.

    Parameters
    ----------
    digits : str
        The digits, without separators, leading zeros kept.

    Raises
    ------
    CodeError
        When `digits` is not 2, 4, 6, 8 or 10 ASCII digits of chapters 01 to 97.

    Examples
    --------
    >>> HSCode("570110").heading
    HSCode(digits='5701')
    >>> str(HSCode("5701100010"))
    '5701.10.00.10'
    """

    digits: str

    def __post_init__(self) -> None:
        reason = _refusal(self.digits)
        if reason:
            raise CodeError(self.digits, reason)

    @classmethod
    def parse(cls, text: str) -> HSCode:
        """Read a code as people write it.

        Parameters
        ----------
        text : str
            Digits with or without dots, blanks or hyphens, in Western,
            Arabic-Indic or Persian figures, with or without a word such as
            "HS", "SH" or "code" in front.

        Returns
        -------
        HSCode

        Raises
        ------
        CodeError
            When the text is not such a code; the reason says why.

        Examples
        --------
        >>> [HSCode.parse(t).digits for t in ("57.01.10", "5701 10", "HS 570110", "٥٧٠١١٠")]
        ['570110', '570110', '570110', '570110']
        >>> HSCode.parse("57.01.1")
        Traceback (most recent call last):
        ...
        mappings.errors.CodeError: '57.01.1': 5 digits; a code has 2, 4, 6, 8 or 10 digits.
        """
        if not isinstance(text, str):
            raise CodeError(repr(text), "a code is given as text, so that leading zeros are kept.")
        plain = unicodedata.normalize("NFKC", text).strip()
        bare = _SEPARATORS.sub("", _PREFIX.sub("", plain))
        if not bare:
            raise CodeError(text, "no digits; write the code, such as 5701.10.")
        if not bare.isdecimal():
            raise CodeError(text, "a code is made of digits only; write it such as 5701.10.")
        digits = "".join(str(unicodedata.decimal(character)) for character in bare)
        reason = _refusal(digits)
        if reason:
            raise CodeError(text, reason)
        return cls(digits)

    @property
    def level(self) -> str:
        """ "chapter", "heading", "subheading" or "national line"."""
        return LEVELS[len(self.digits)]

    @property
    def chapter(self) -> HSCode:
        """The first two digits."""
        return HSCode(self.digits[:2])

    @property
    def heading(self) -> HSCode:
        """The first four digits; raises `CodeError` on a chapter."""
        return self._cut(4)

    @property
    def subheading(self) -> HSCode:
        """The first six digits; raises `CodeError` on anything shorter."""
        return self._cut(6)

    @property
    def parent(self) -> HSCode | None:
        """The code two digits shorter, or None for a chapter."""
        return HSCode(self.digits[:-2]) if len(self.digits) > 2 else None

    def _cut(self, length: int) -> HSCode:
        if len(self.digits) < length:
            raise CodeError(
                self.digits,
                "a {level} has no {below}.",
                level=Sentence(self.level),
                below=Sentence(LEVELS[length]),
            )
        return HSCode(self.digits[:length])

    def __str__(self) -> str:
        head, tail = self.digits[:4], self.digits[4:]
        return ".".join([head, *(tail[i : i + 2] for i in range(0, len(tail), 2))])


def _refusal(digits: str) -> Sentence | None:
    """Why these digits are no code; None when they are one."""
    if not (digits.isascii() and digits.isdecimal()):
        return Sentence("a code is made of digits only; write it such as 5701.10.")
    if len(digits) not in LEVELS:
        return _wrong_length(len(digits))
    chapter = int(digits[:2])
    if chapter == 77:
        return Sentence("chapter 77 is reserved and holds no goods.")
    if not 1 <= chapter <= _HIGHEST_CHAPTER:
        return Sentence("chapter {chapter} does not exist; chapters run from 01 to 97.", chapter=digits[:2])
    if len(digits) > 2 and digits[2:4] == "00":
        return Sentence(
            "heading {heading} does not exist; headings of chapter {chapter} start at {chapter}01.",
            heading=digits[:4],
            chapter=digits[:2],
        )
    return None


def _wrong_length(count: int) -> Sentence:
    if count == 1:
        return Sentence("1 digit; a code has 2, 4, 6, 8 or 10 digits.")
    if count in (3, 7, 9):
        return Sentence(
            "{count} digits (a leading zero may be lost); a code has 2, 4, 6, 8 or 10 digits.", count=count
        )
    return Sentence("{count} digits; a code has 2, 4, 6, 8 or 10 digits.", count=count)
