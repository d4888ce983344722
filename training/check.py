"""What is wrong with, and thin in, the written knowledge."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from classifier.decide import OUT, VAGUE
from classifier.text import normalise
from mappings import load_nomenclature
from training.compile import compile_knowledge
from training.knowledge import CATALOGUE, Line, read_catalogue

FEWEST_PHRASES = 12
FEWEST_TEXTS = 5


@dataclass(frozen=True, slots=True)
class CatalogueReport:
    """The state of a catalogue.

    Parameters
    ----------
    phrases, texts : int
        Distinct short phrases and distinct longer texts.
    codes : int
        Subheadings with at least one line.
    by_language, by_style : dict of str to int
    unknown : tuple of str
        Lines under a code that the edition does not have.
    duplicates : tuple of str
        Lines that stand twice under one code.
    ambiguous : tuple of str
        Lines that stand under two codes without being recorded in
        ``ambiguous.csv``.
    thin : tuple of str
        Codes with too few lines.
    unprofiled : tuple of str
        Codes without attributes.
    """

    phrases: int
    texts: int
    codes: int
    by_language: dict[str, int]
    by_style: dict[str, int]
    unknown: tuple[str, ...]
    duplicates: tuple[str, ...]
    ambiguous: tuple[str, ...]
    thin: tuple[str, ...]
    unprofiled: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong; thin codes are work to do, not errors."""
        return not (self.unknown or self.duplicates or self.ambiguous)


def check_catalogue(folder: Path = CATALOGUE) -> CatalogueReport:
    """Check every line of a catalogue folder.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    CatalogueReport

    Raises
    ------
    CatalogueError
        When a file breaks the format.

    Examples
    --------
    >>> check_catalogue().sound
    True
    """
    lines = read_catalogue(folder)
    craft = [line for line in lines if line.codes[0] not in (OUT, VAGUE)]
    single = [line for line in craft if len(line.codes) == 1]
    profiles = compile_knowledge(folder).profiles
    codes = {line.codes[0] for line in single}
    return CatalogueReport(
        phrases=len({normalise(line.text) for line in craft if line.style == "phrase"}),
        texts=len({normalise(line.text) for line in craft if line.style != "phrase"}),
        codes=len(codes),
        by_language=dict(sorted(Counter(line.language for line in craft).items())),
        by_style=dict(sorted(Counter(line.style for line in craft).items())),
        unknown=_unknown(craft),
        duplicates=_duplicates(lines),
        ambiguous=_ambiguous(lines),
        thin=_thin(single),
        unprofiled=tuple(sorted(codes - profiles.keys())),
    )


def _unknown(lines: Iterable[Line]) -> tuple[str, ...]:
    known = set(load_nomenclature().subheadings)
    return tuple(f"{line.source}: {c} {line.text!r}" for line in lines for c in line.codes if c not in known)


def _duplicates(lines: Iterable[Line]) -> tuple[str, ...]:
    seen: dict[tuple[tuple[str, ...], str], str] = {}
    found = []
    for line in lines:
        key = (line.codes, " ".join(line.text.lower().split()))
        if key in seen:
            found.append(f"{line.source}: {line.text!r} stands already at {seen[key]}")
        seen.setdefault(key, line.source)
    return tuple(found)


def _ambiguous(lines: Iterable[Line]) -> tuple[str, ...]:
    places: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
    for line in lines:
        places[" ".join(line.text.lower().split())].setdefault(line.codes, line.source)
    return tuple(
        f"{text!r}: " + ", ".join(f"{' '.join(codes)} ({where})" for codes, where in sorted(found.items()))
        for text, found in sorted(places.items())
        if len(found) > 1
    )


def _thin(lines: Iterable[Line]) -> tuple[str, ...]:
    phrases: Counter[str] = Counter()
    texts: Counter[str] = Counter()
    for line in lines:
        (phrases if line.style == "phrase" else texts)[line.codes[0]] += 1
    return tuple(
        f"{code}: {phrases[code]} phrases, {texts[code]} texts"
        for code in sorted(phrases.keys() | texts.keys())
        if phrases[code] < FEWEST_PHRASES or texts[code] < FEWEST_TEXTS
    )
