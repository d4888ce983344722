"""Countries that no longer exist, as old records still name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Former:
    """A country that ended.

    Parameters
    ----------
    code : str
        ISO 3166-3, four letters.
    name : str
        In English.
    ended : int
        Year in which its code was withdrawn.
    names : tuple of str
        As records write it.
    """

    code: str
    name: str
    ended: int
    names: tuple[str, ...]


FORMER: Final = (
    Former(
        "YUCS", "Yugoslavia", 2003, ("Yougoslavie", "Yugoslavia", "يوغوسلافيا", "Jugoslavija", "YU", "YUG")
    ),
    Former(
        "SUHH",
        "Soviet Union",
        1992,
        (
            "URSS",
            "USSR",
            "Union soviétique",
            "Unión Soviética",
            "الاتحاد السوفياتي",
            "الاتحاد السوفيتي",
            "U.R.S.S.",
            "SUN",
        ),
    ),
    Former("CSHH", "Czechoslovakia", 1993, ("Tchécoslovaquie", "Checoslovaquia", "تشيكوسلوفاكيا", "CSK")),
    Former(
        "DDDE",
        "East Germany",
        1990,
        ("RDA", "Allemagne de l'Est", "Alemania Oriental", "GDR", "ألمانيا الشرقية", "DDR"),
    ),
    Former(
        "CSXX",
        "Serbia and Montenegro",
        2006,
        ("Serbie-et-Monténégro", "Serbie et Monténégro", "Serbia y Montenegro", "صربيا والجبل الأسود", "SCG"),
    ),
    Former(
        "ANHH",
        "Netherlands Antilles",
        2010,
        ("Antilles néerlandaises", "Antillas Neerlandesas", "جزر الأنتيل الهولندية", "ANT"),
    ),
)
