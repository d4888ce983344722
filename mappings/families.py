"""Craft families, and whether a record is craft, on what ground."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, cast

from mappings.concordance import Concordance
from mappings.errors import CodeError
from mappings.line_cues import mentions
from mappings.nearest import nearest_codes
from mappings.nomenclature import CURRENT_EDITION, LANGUAGES, Edition, Language, perimeter
from mappings.tables import read_table

Ground = Literal["nature", "line", "evidence", "none"]
CraftStatus = Literal["craft_line", "craft_by_evidence", "possible", "not_craft"]
STATUSES: Final[tuple[CraftStatus, ...]] = ("craft_line", "craft_by_evidence", "possible", "not_craft")


@dataclass(frozen=True, slots=True)
class Family:
    """One craft family of the sector's statistics.

    Parameters
    ----------
    key : str
    titles, definitions : dict of language to str
        In our own words.
    """

    key: str
    titles: dict[Language, str]
    definitions: dict[Language, str]

    def codes(self, edition: Edition = CURRENT_EDITION) -> tuple[str, ...]:
        """The subheadings of the family in an edition, sorted.

        In another edition than HS2022 they are all the codes linked with
        those of HS2022, so a code may belong to two families there.

        Examples
        --------
        >>> "690810" in family("pottery_stone").codes("HS2012")
        True
        """
        current = tuple(code for code in perimeter() if family_of(code) == self.key)
        if edition == CURRENT_EDITION:
            return current
        back = Concordance(CURRENT_EDITION, edition)
        return tuple(sorted({image for code in current for image in back.convert(code)}))


@dataclass(frozen=True, slots=True)
class Craft:
    """Whether a record is craft.

    Parameters
    ----------
    status : {"craft_line", "craft_by_evidence", "possible", "not_craft"}
    ground : str
        "nature" of the heading, national "line", "evidence" of the text or
        "none"; and, after a colon, the line or the words that say so.
    """

    status: CraftStatus
    ground: str


def families() -> tuple[Family, ...]:
    """All families, in the order of the table.

    Examples
    --------
    >>> [f.key for f in families()][:3]
    ['pottery_stone', 'carpets', 'basketry']
    """
    return tuple(_families().values())


def family(key: str) -> Family:
    """One family by its key.

    Raises
    ------
    CodeError
        When there is none; names the nearest.
    """
    try:
        return _families()[key]
    except KeyError:
        near = nearest_codes(key, tuple(_families()))
        raise CodeError(key, "not a craft family.", near) from None


def family_of(code: str) -> str:
    """The family of an HS2022 code, or "" when it is in none.

    Parameters
    ----------
    code : str
        Two to ten digits; the longest prefix in the table decides.

    Examples
    --------
    >>> family_of("570110"), family_of("9403600000"), family_of("851713")
    ('carpets', 'wood', '')
    """
    return _entry(code)[0]


def ground_of(code: str) -> Ground:
    """On what ground an HS2022 code is craft: by nature, only with evidence, or not at all.

    Examples
    --------
    >>> ground_of("580500"), ground_of("940360"), ground_of("731815")
    ('nature', 'evidence', 'none')
    """
    return _entry(code)[1]


def craft_status(code: str, text: str = "", line: str | None = None) -> Craft:
    """Whether a record is craft, and why.

    Parameters
    ----------
    code : str
        Its HS2022 code.
    text : str
        Its description; may be empty.
    line : str, optional
        Its Moroccan ten-digit line, where known.

    Returns
    -------
    Craft

    Examples
    --------
    >>> craft_status("570110", "tapis")
    Craft(status='craft_line', ground='nature')
    >>> craft_status("940360", "table basse sculptée, fait main").status
    'craft_by_evidence'
    >>> craft_status("940360", "table").status, craft_status("731815", "vis").status
    ('possible', 'not_craft')
    """
    if line and _is_craft_line(line):
        return Craft("craft_line", f"line:{line}")
    ground = ground_of(code)
    if ground == "none":
        return Craft("not_craft", "none")
    spoken_for, against = evidence_in(text)
    if ground == "nature":
        return Craft("craft_line", "nature")
    if against and not spoken_for:
        return Craft("not_craft", f"evidence:{', '.join(against)}")
    if spoken_for:
        return Craft("craft_by_evidence", f"evidence:{', '.join(spoken_for)}")
    return Craft("possible", "none")


def evidence_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words of a text that speak for craft, and those that speak against.

    Examples
    --------
    >>> evidence_in("Tapis berbère noué main, 2x3 m")
    (('noué main', 'berbère'), ())
    >>> evidence_in("nappe cousue sans machine")[0]
    ('machine',)
    """
    words = _evidence()
    spoken_for, against = mentions(words["for"], text), mentions(words["against"], text)
    # "sans machine" speaks for craft, "non artisanal" against it.
    return spoken_for.said + against.denied, against.said + spoken_for.denied


def _entry(code: str) -> tuple[str, Ground]:
    table = _codes()
    for length in (6, 4, 2):
        found = table.get(code[:length])
        if found and len(code) >= length:
            return found
    return "", "none"


def _is_craft_line(line: str) -> bool:
    from mappings.tariff import moroccan_tariff

    return line in moroccan_tariff() and moroccan_tariff()[line].craft != ""


@cache
def _families() -> dict[str, Family]:
    return {
        row["family"]: Family(
            row["family"],
            {language: row[language] for language in LANGUAGES},
            {language: row[f"definition_{language}"] for language in LANGUAGES},
        )
        for row in read_table("families.csv")
    }


@cache
def _codes() -> dict[str, tuple[str, Ground]]:
    return {
        row["code"]: (row["family"], cast("Ground", row["ground"])) for row in read_table("family_codes.csv")
    }


@cache
def _evidence() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {"for": [], "against": []}
    for row in read_table("craft_evidence.csv"):
        found[row["kind"]].append(row["text"])
    return {kind: tuple(dict.fromkeys(words)) for kind, words in found.items()}
