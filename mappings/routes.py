"""Routes between code systems, and the links along them."""

from __future__ import annotations

import itertools
from functools import cache
from typing import cast

from mappings.errors import CodeError
from mappings.links import (
    ALL_EDITIONS,
    CLASSIFICATIONS,
    Classification,
    Images,
    adjacent_images,
    classification_images,
)
from mappings.nomenclature import Edition, load_nomenclature

System = Edition | Classification


@cache
def images_between(source: System, target: System) -> Images:
    """The codes of one system that each code of another leads to, through the systems between."""
    if source in CLASSIFICATIONS:
        if target in CLASSIFICATIONS:
            raise CodeError(
                source, "cannot lead to {target}; one side must be an edition of the HS.", target=target
            )
        return inverted(images_between(target, source))
    systems = route(source, target)
    images: Images = {code: (code,) for code in load_nomenclature(cast("Edition", source)).subheadings}
    for left, right in itertools.pairwise(systems):
        images = composed(images, step_images(left, right))
    return images


def route(source: System, target: System) -> tuple[System, ...]:
    """The systems to pass through, both ends included."""
    if source in CLASSIFICATIONS:
        return tuple(reversed(route(target, source)))
    start = ALL_EDITIONS.index(cast("Edition", source))
    if target in CLASSIFICATIONS:
        nearest = _edition_with_table(start, target)
        return (*route(source, nearest), target)
    stop = ALL_EDITIONS.index(cast("Edition", target))
    step = 1 if stop >= start else -1
    return ALL_EDITIONS[start : stop + 1] if step == 1 else tuple(reversed(ALL_EDITIONS[stop : start + 1]))


def _edition_with_table(start: int, classification: Classification) -> Edition:
    held = [e for e in ALL_EDITIONS if classification_images(e, classification)]
    return min(held, key=lambda e: (abs(ALL_EDITIONS.index(e) - start), e))


@cache
def step_images(left: System, right: System) -> Images:
    """The links between two neighbours on a route."""
    if left in CLASSIFICATIONS:
        return inverted(step_images(right, left))
    if right in CLASSIFICATIONS:
        return classification_images(cast("Edition", left), right)
    older, newer = cast("Edition", left), cast("Edition", right)
    if ALL_EDITIONS.index(older) < ALL_EDITIONS.index(newer):
        return adjacent_images(older)
    return inverted(adjacent_images(newer))


def inverted(images: Images) -> Images:
    """The same links read backwards.

    Examples
    --------
    >>> inverted({"a": ("x", "y"), "b": ("x",)})
    {'x': ('a', 'b'), 'y': ('a',)}
    """
    back: dict[str, list[str]] = {}
    for code, found in images.items():
        for image in found:
            back.setdefault(image, []).append(code)
    return {code: tuple(sorted(back[code])) for code in sorted(back)}


def composed(first: Images, second: Images) -> Images:
    """Two sets of links, one after the other.

    Examples
    --------
    >>> composed({"a": ("x", "y")}, {"x": ("1",), "y": ("1", "2")})
    {'a': ('1', '2')}
    """
    made = {
        code: tuple(sorted({last for middle in images for last in second.get(middle, ())}))
        for code, images in first.items()
    }
    return {code: images for code, images in made.items() if images}
