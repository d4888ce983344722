"""The links between adjacent editions, as published, and those to other classifications."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, get_args

from mappings.errors import CodeError
from mappings.nomenclature import Edition, Nomenclature, load_nomenclature, perimeter
from mappings.tables import read_table

Relationship = Literal["1:1", "1:n", "n:1", "n:n"]
Classification = Literal["SITC3", "SITC4", "BEC4", "BEC5", "CPC2.1", "ISIC4"]
CLASSIFICATIONS: Final[tuple[Classification, ...]] = get_args(Classification)
ALL_EDITIONS: Final[tuple[Edition, ...]] = get_args(Edition)
_TABLES: Final[dict[Classification, str]] = {
    "SITC3": "hs_to_sitc3.csv",
    "SITC4": "hs_to_sitc4.csv",
    "BEC4": "hs_to_bec4.csv",
    "BEC5": "hs_to_bec5.csv",
    "CPC2.1": "hs_to_cpc21.csv",
    "ISIC4": "hs_to_isic4.csv",
}
Images = dict[str, tuple[str, ...]]


@dataclass(frozen=True, order=True, slots=True)
class Link:
    """One published link between two codes.

    Parameters
    ----------
    source, target : str
    partial : bool
        True where only part of the goods of `source` are in `target`: the
        source is divided among several targets (the "ex" of the tables).
    relationship : {"1:1", "1:n", "n:1", "n:n"}
        As in the published tables, seen from the source code: "n" on the
        left where another source shares one of its targets, "n" on the right
        where it has several targets itself.
    """

    source: str
    target: str
    partial: bool
    relationship: Relationship


@cache
def adjacent_images(older: Edition) -> Images:
    """The successors, in the next edition, of every code of an edition.

    Parameters
    ----------
    older : str
        Any edition but the newest.

    Returns
    -------
    dict of str to tuple of str
        Sorted by code; the images of a code are sorted.

    Raises
    ------
    CodeError
        When there is no later edition.

    Examples
    --------
    >>> adjacent_images("HS2012")["690810"]
    ('690721', '690722', '690723', '690730', '690740')
    """
    if older not in ALL_EDITIONS[:-1]:
        raise CodeError(str(older), "no later edition is known.")
    newer = ALL_EDITIONS[ALL_EDITIONS.index(older) + 1]
    changed = _changes()[newer]
    return {code: changed.get(code, (code,)) for code in _codes_with_images(older, newer)}


@cache
def classification_images(edition: Edition, classification: Classification) -> Images:
    """The codes of another classification for every subheading of an edition.

    Parameters
    ----------
    edition : str
    classification : str
        One of `CLASSIFICATIONS`.

    Returns
    -------
    dict of str to tuple of str
        Empty where the publisher has no table for this edition.
    """
    year = edition.removeprefix("HS")
    rows = read_table(_TABLES[classification])
    return {row["code"]: tuple(row["targets"].split()) for row in rows if year in row["editions"].split()}


@cache
def publishers(newer: Edition) -> dict[tuple[str, str], str]:
    """Who published each link of the table that leads to an edition, where it is not the identity."""
    return {
        (row["predecessor"], successor): row["publisher"]
        for row in read_table("links.csv")
        if f"HS{row['edition']}" == newer
        for successor in row["successors"].split()
    }


def _codes_with_images(older: Edition, newer: Edition) -> tuple[str, ...]:
    if newer == "HS2028":
        return perimeter()
    nomenclature: Nomenclature = load_nomenclature(older)
    return nomenclature.subheadings


@cache
def _changes() -> dict[str, Images]:
    gathered: dict[str, dict[str, set[str]]] = {edition: {} for edition in ALL_EDITIONS}
    for row in read_table("links.csv"):
        images = gathered[f"HS{row['edition']}"].setdefault(row["predecessor"], set())
        images.update(row["successors"].split())
    return {
        edition: {code: tuple(sorted(images)) for code, images in found.items()}
        for edition, found in gathered.items()
    }
