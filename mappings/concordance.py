"""Concordances: from the codes of one edition to those of another, and back, with no code lost."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

from mappings.errors import CodeError
from mappings.links import ALL_EDITIONS, CLASSIFICATIONS, Images, Link, Relationship
from mappings.nearest import nearest_codes
from mappings.nomenclature import load_nomenclature
from mappings.routes import System, composed, images_between, inverted, route, step_images

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Group:
    """Codes that belong together: a series of their sum is comparable on both sides.

    Parameters
    ----------
    sources, targets : tuple of str
        Sorted. No code of the group is linked with a code outside it.
    """

    sources: tuple[str, ...]
    targets: tuple[str, ...]

    @property
    def relationship(self) -> Relationship:
        """How many sources to how many targets."""
        left = "1" if len(self.sources) == 1 else "n"
        return cast("Relationship", f"{left}:{'1' if len(self.targets) == 1 else 'n'}")


@dataclass(frozen=True, slots=True)
class Step:
    """One edition on the path of a code: the codes its goods were in."""

    system: System
    codes: tuple[str, ...]


class Concordance:
    """Links from every code of a source system to a target system.

    Parameters
    ----------
    source, target : str
        Editions ("HS2012"), or a classification ("SITC4") on one side.
        Editions that are not adjacent are chained through those between.
    images : dict of str to tuple of str, optional
        Links of one's own instead of the published ones.

    Raises
    ------
    CodeError
        When a system is unknown, or both are other classifications.

    Notes
    -----
    A chained concordance holds every code that can be reached, so it is wider
    than a table made by hand for the same pair; `hirfa reclassify` narrows it
    with the text of each record.

    Examples
    --------
    >>> tiles = Concordance("HS2012", "HS2017")
    >>> tiles.convert("6907.10")
    ('690721', '690722', '690723', '690730', '690740')
    >>> tiles.invert().convert("690730")
    ('690710', '690790', '690810', '690890')
    """

    def __init__(self, source: System, target: System, images: Images | None = None) -> None:
        self.source: System = _known(source)
        self.target: System = _known(target)
        self._images = images_between(self.source, self.target) if images is None else images

    def __len__(self) -> int:
        return sum(map(len, self._images.values()))

    def __iter__(self) -> Iterator[Link]:
        relationships = self._relationships
        for code, images in self._images.items():
            for image in images:
                yield Link(code, image, len(images) > 1, relationships[code])

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and _plain(code) in self._images

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Concordance):
            return NotImplemented
        return (self.source, self.target, self._images) == (other.source, other.target, other._images)

    def __hash__(self) -> int:
        return hash((self.source, self.target, len(self)))

    def __repr__(self) -> str:
        return f"Concordance({self.source!r}, {self.target!r})"

    @property
    def sources(self) -> tuple[str, ...]:
        """The codes that have an image, sorted."""
        return tuple(self._images)

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The codes that are an image, sorted."""
        return tuple(sorted({image for images in self._images.values() for image in images}))

    def convert(self, code: str) -> tuple[str, ...]:
        """The codes that the goods of a code are in, sorted.

        Parameters
        ----------
        code : str
            A subheading, with or without dots; a longer code counts by its
            first six digits.

        Raises
        ------
        CodeError
            When the source system has no such code; names the nearest codes,
            and the editions that do have it.

        Examples
        --------
        >>> Concordance("HS2022", "SITC4").convert("570110")
        ('65921',)
        """
        digits = _plain(code)
        try:
            return self._images[digits]
        except KeyError:
            raise self._refusal(digits) from None

    def relationship(self, code: str) -> Relationship:
        """How a code and its targets are linked, see `Link`.

        Raises
        ------
        CodeError
            When the source system has no such code.

        Examples
        --------
        >>> Concordance("HS2012", "HS2017").relationship("690710")
        'n:n'
        """
        self.convert(code)
        return self._relationships[_plain(code)]

    def invert(self) -> Concordance:
        """The same links read from target to source."""
        return Concordance(self.target, self.source, inverted(self._images))

    def compose(self, other: Concordance) -> Concordance:
        """Follow this concordance with another one that starts where it ends.

        Raises
        ------
        CodeError
            When `other` starts elsewhere.
        """
        if other.source != self.target:
            raise CodeError(other.source, "cannot follow {system}; the two must meet.", system=self.target)
        return Concordance(self.source, other.target, composed(self._images, other._images))

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The connected groups of codes, sorted by their first source.

        Examples
        --------
        >>> group = next(g for g in Concordance("HS2012", "HS2017").groups if "690710" in g.sources)
        >>> group.sources, len(group.targets), group.relationship
        (('690710', '690790', '690810', '690890'), 5, 'n:n')
        """
        backward = inverted(self._images)
        found, seen = [], set[str]()
        for code in self._images:
            if code not in seen:
                group = _reach(code, self._images, backward)
                seen.update(group.sources)
                found.append(group)
        return tuple(found)

    def explain(self, code: str) -> tuple[Step, ...]:
        """The path of a code, edition by edition.

        Examples
        --------
        >>> [(s.system, len(s.codes)) for s in Concordance("HS2007", "HS2022").explain("690810")]
        [('HS2007', 1), ('HS2012', 1), ('HS2017', 5), ('HS2022', 5)]
        """
        digits = _plain(code)
        self.convert(digits)
        codes: tuple[str, ...] = (digits,)
        steps = [Step(self.source, codes)]
        systems = route(self.source, self.target)
        for left, right in itertools.pairwise(systems):
            images = step_images(left, right)
            codes = tuple(sorted({image for c in codes for image in images.get(c, ())}))
            steps.append(Step(right, codes))
        return tuple(steps)

    def frame(self) -> pd.DataFrame:
        """All links as a table: source, target, partial, relationship."""
        import pandas as pd

        rows = [(link.source, link.target, link.partial, link.relationship) for link in self]
        return pd.DataFrame(rows, columns=["source", "target", "partial", "relationship"])

    def convert_column(self, codes: pd.Series) -> pd.Series:
        """Convert a whole column; each cell becomes a tuple of codes, empty where there is none.

        Examples
        --------
        >>> import pandas as pd
        >>> Concordance("HS2017", "HS2022").convert_column(pd.Series(["570110", "000000"])).tolist()
        [('570110',), ()]
        """
        return codes.map(lambda code: self._images.get(_plain(str(code)), ()))

    @cached_property
    def _relationships(self) -> dict[str, Relationship]:
        shared = {image for image, codes in inverted(self._images).items() if len(codes) > 1}
        return {code: _relationship(images, shared) for code, images in self._images.items()}

    def _refusal(self, digits: str) -> CodeError:
        near = nearest_codes(digits, self.sources)
        if "HS2028" in (self.source, self.target):
            return CodeError(digits, "HS2028 is provisional here and covers the craft perimeter only.", near)
        held = [e for e in ALL_EDITIONS if digits in load_nomenclature(e)] if digits.isdecimal() else []
        if not held:
            return CodeError(digits, "not a code of {system}.", near, system=self.source)
        return CodeError(
            digits,
            "not a code of {system}; it is a code of {first} to {last}, did you mean one of them?",
            near,
            system=self.source,
            first=held[0],
            last=held[-1],
        )


def _known(system: str) -> System:
    if system in ALL_EDITIONS or system in CLASSIFICATIONS:
        return system
    raise CodeError(system, "unknown system; choose one of {known}.", known=[*ALL_EDITIONS, *CLASSIFICATIONS])


def _plain(code: str) -> str:
    digits = code.replace(".", "").replace(" ", "")
    return digits[:6] if digits.isdecimal() and len(digits) in (8, 10) else digits


def _relationship(images: tuple[str, ...], shared: set[str]) -> Relationship:
    left = "1" if shared.isdisjoint(images) else "n"
    return cast("Relationship", f"{left}:{'1' if len(images) == 1 else 'n'}")


def _reach(code: str, forward: Images, backward: Images) -> Group:
    sources, targets, waiting = set[str](), set[str](), [code]
    while waiting:
        source = waiting.pop()
        if source not in sources:
            sources.add(source)
            for target in forward[source]:
                if target not in targets:
                    targets.add(target)
                    waiting.extend(backward[target])
    return Group(tuple(sorted(sources)), tuple(sorted(targets)))
