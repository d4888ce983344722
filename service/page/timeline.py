"""The life of a code over the editions, as a drawing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from mappings.links import ALL_EDITIONS
from mappings.nomenclature import PROVISIONAL_EDITION

WIDTH: Final = 480
_MARGIN: Final = 24


@dataclass(frozen=True, slots=True)
class Stop:
    """One edition on the line.

    Parameters
    ----------
    edition, year : str
    x : float
        Where it stands.
    there : bool
        Whether the edition has the code.
    codes : tuple of str
        Codes of the same goods in the edition; empty where none is known.
    provisional, shown : bool
        Whether the edition is not yet in force; whether it is the one looked at.
    """

    edition: str
    year: str
    x: float
    there: bool
    codes: tuple[str, ...]
    provisional: bool
    shown: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """The line between two neighbouring editions; whole where both have the code."""

    start: float
    end: float
    whole: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """Stops and the line between them."""

    stops: tuple[Stop, ...]
    stretches: tuple[Stretch, ...]


def timeline(
    code: str,
    shown: str,
    editions: Collection[str],
    became: Mapping[str, list[str]],
    *,
    mirrored: bool = False,
) -> Timeline:
    """Where the code exists, and what its goods are elsewhere.

    Parameters
    ----------
    code : str
    shown : str
        The edition looked at.
    editions : collection of str
        Those that have the code.
    became : mapping of edition to list of str
    mirrored : bool
        Whether time runs from right to left.

    Examples
    --------
    >>> drawn = timeline("690810", "HS2012", ["HS2007", "HS2012"], {"HS2017": ["690721", "690730"]})
    >>> [stop.year for stop in drawn.stops if stop.there], drawn.stops[5].codes
    (['2007', '2012'], ('690721', '690730'))
    """
    step = (WIDTH - 2 * _MARGIN) / (len(ALL_EDITIONS) - 1)
    stops = []
    for i, edition in enumerate(ALL_EDITIONS):
        x = _MARGIN + i * step
        there = edition in editions
        codes = tuple(became.get(edition, ())) or ((code,) if edition == shown else ())
        stops.append(
            Stop(
                edition,
                edition.removeprefix("HS"),
                round(WIDTH - x if mirrored else x, 1),
                there,
                codes,
                edition == PROVISIONAL_EDITION,
                edition == shown,
            )
        )
    stretches = (Stretch(a.x, b.x, a.there and b.there) for a, b in pairwise(stops))
    return Timeline(tuple(stops), tuple(stretches))
