"""Figures as each language writes them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from mappings.nomenclature import Language
from mappings.words import MARKS

_ABSENT: Final = "–"


@dataclass(frozen=True, slots=True)
class Numbers:
    r"""Figures of one language.

    Parameters
    ----------
    language : {"fr", "en", "es", "ar"}
        Arabic figures are isolated, so that signs stay on their left.

    Examples
    --------
    >>> Numbers("fr").percent(0.0712, sign=True), Numbers("en").whole(1234567.0)
    ('+7,1\xa0%', '1,234,567')
    >>> Numbers("ar").millions(984e6) == "\u2066984,0\u2069"
    True
    """

    language: Language

    def whole(self, value: float) -> str:
        """Without decimals."""
        return self.figure(value, 0)

    def millions(self, value: float, decimals: int = 1) -> str:
        """In millions."""
        return self.figure(value / 1e6, decimals)

    def percent(self, value: float, decimals: int = 1, *, sign: bool = False) -> str:
        """A fraction in per cent."""
        return self.figure(value * 100, decimals, sign=sign, unit=MARKS[self.language][2])

    def points(self, value: float) -> str:
        """A fraction in points, signed."""
        return self.figure(value * 100, 2, sign=True)

    def figure(self, value: float, decimals: int, *, sign: bool = False, unit: str = "") -> str:
        """Any figure; a dash when there is none."""
        if value is None or not math.isfinite(value):
            return _ABSENT
        group, point, _ = MARKS[self.language]
        text = f"{abs(value):,.{decimals}f}"
        zero = not any(c in "123456789" for c in text)
        text = text.replace(",", "\0").replace(".", point).replace("\0", group)
        mark = "" if zero else ("\u2212" if value < 0 else ("+" if sign else ""))
        made = f"{mark}{text}{unit}"
        return f"\u2066{made}\u2069" if self.language == "ar" else made
