"""Countries that no longer exist, as old records still name them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from mappings.nomenclature import LANGUAGES, Language
from mappings.tables import read_table


@dataclass(frozen=True, slots=True)
class Former:
    """A country that ended.

    Parameters
    ----------
    code : str
        ISO 3166-3, four letters.
    ended : int
        Year in which its code was withdrawn.
    titles : dict of language to str
    spellings : tuple of str
        As records write it, its names included.
    """

    code: str
    ended: int
    titles: dict[Language, str]
    spellings: tuple[str, ...]


@cache
def former_countries() -> tuple[Former, ...]:
    """The countries, as the table has them.

    Examples
    --------
    >>> [(f.code, f.titles["es"], f.ended) for f in former_countries() if f.code == "SUHH"]
    [('SUHH', 'Unión Soviética', 1992)]
    """
    return tuple(_former(row) for row in read_table("former_countries.csv"))


def _former(row: dict[str, str]) -> Former:
    titles = {language: row[language] for language in LANGUAGES}
    spellings = (row["code"], *titles.values(), *row["spellings"].split("|"))
    return Former(row["code"], int(row["ended"]), titles, spellings)
