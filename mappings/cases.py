"""The distinct cases of a set of records: what can happen to a code, and by what right its value is shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Final, Literal

import numpy as np

from mappings.concordance import Concordance
from mappings.nomenclature import Edition, load_nomenclature
from mappings.ragged import Floats, Ints, Ragged
from mappings.weights import Weights

Basis = Literal["identity", "link", "text", "weights", "equal"]
BASES: Final[tuple[Basis, ...]] = ("identity", "link", "text", "weights", "equal")


@dataclass(frozen=True, slots=True)
class Cases:
    """Every distinct (edition, code), and (edition, code, text) where the text decides.

    Parameters
    ----------
    lists : Ragged
        The parts of each case in the flat arrays below.
    targets : tuple of str
        Target code of each part.
    shares : float array
        Share of each part; those of one case add up to 1.
    probability : float array
        Probability of each part: of the text, where it decides, else the share.
    basis : int array, shape (cases,)
        Index into `BASES`.
    """

    lists: Ragged
    targets: tuple[str, ...]
    shares: Floats
    probability: Floats
    basis: Ints


@dataclass(frozen=True, slots=True)
class Rules:
    """How values are shared out.

    Parameters
    ----------
    target : str
        The edition wanted.
    weights : Weights or None
    decide_at : float
        A text whose probability of one target reaches this moves the record
        whole; below, the record is shared in proportion.
    minimum_share : float
        Text shares below this are dropped and the others scaled up.
    """

    target: Edition
    weights: Weights | None = None
    decide_at: float = 0.9
    minimum_share: float = 0.02
    proportions: Mapping[str, float] = field(default_factory=dict)


@cache
def images_of(code: str, source: Edition, target: Edition) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The codes that a subheading or heading goes to, with equal shares.

    The image of a heading is made of headings: each of its subheadings counts
    the same.

    Examples
    --------
    >>> images_of("6908", "HS2012", "HS2017")
    (('6907',), (1.0,))
    """
    concordance = Concordance(source, target)
    if len(code) == 6:
        found = concordance.convert(code) if code in concordance else ()
        return found, (1.0 / len(found),) * len(found) if found else ()
    below = [c for c in load_nomenclature(source).children(code) if c in concordance]
    shares: dict[str, Fraction] = {}
    for child in below:
        images = concordance.convert(child)
        for image in images:
            shares[image[:4]] = shares.get(image[:4], Fraction(0)) + Fraction(1, len(images) * len(below))
    ordered = tuple(sorted(shares))
    return ordered, tuple(float(shares[heading]) for heading in ordered)


def plain_cases(pairs: Sequence[tuple[Edition, str]], rules: Rules) -> Cases:
    """Cases settled without text: identity, one link, weights, or equal shares."""
    lengths, targets, shares, basis = [], list[str](), list[float](), []
    for source, code in pairs:
        images, equal = images_of(code, source, rules.target)
        given = rules.weights.shares(code, images) if rules.weights and len(images) > 1 else None
        lengths.append(len(images))
        targets += images
        shares += list(equal if given is None else given)
        basis.append(BASES.index(_plain_basis(code, images, given is not None)))
    flat = np.array(shares, np.float64)
    return Cases(Ragged.of(lengths), tuple(targets), flat, flat, np.array(basis, np.int64))


def _plain_basis(code: str, images: Sequence[str], weighted: bool) -> Basis:
    if len(images) == 1:
        return "identity" if images[0] == code else "link"
    return "weights" if weighted else "equal"


def joined(first: Cases, second: Cases) -> Cases:
    """Two sets of cases as one, the first ones first."""
    return Cases(
        Ragged.of(np.concatenate([first.lists.lengths, second.lists.lengths])),
        first.targets + second.targets,
        np.concatenate([first.shares, second.shares]),
        np.concatenate([first.probability, second.probability]),
        np.concatenate([first.basis, second.basis]),
    )


def split_values(cases: Cases, values: Floats) -> Floats:
    """Value of each part of each case, given the value of each case."""
    return cases.shares * np.repeat(values, cases.lists.lengths)


def variance(cases: Cases, squares: Floats) -> Floats:
    """Variance that sharing out adds to each part: sum of value squared times p (1 - p)."""
    spread = cases.probability * (1.0 - cases.probability)
    return spread * np.repeat(squares, cases.lists.lengths)
