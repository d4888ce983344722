"""Families of spellings: written once, expanded wherever a member stands."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from classifier.text import normalise
from training.knowledge import CATALOGUE

Families = Mapping[str, tuple[str, ...]]


def read_families(folder: Path = CATALOGUE) -> Families:
    """Every member of a family mapped to the other members in the same script.

    Parameters
    ----------
    folder : Path
        Holds ``spellings.csv`` with the columns meaning and spellings, the
        latter separated by blanks.

    Returns
    -------
    mapping of token to tuple of tokens

    Examples
    --------
    >>> "zellij" in read_families()["zellige"]
    True
    """
    found: dict[str, set[str]] = {}
    path = folder / "spellings.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            members = [normalise(word) for word in row["spellings"].split()]
            for script in (str.isascii, lambda w: not w.isascii()):
                same = {word for word in members if script(word)}
                for word in same:
                    found.setdefault(word, set()).update(same - {word})
    return {word: tuple(sorted(others)) for word, others in sorted(found.items()) if others}


def respell(tokens: Sequence[str], families: Families, chance: float, generator: random.Random) -> list[str]:
    """Replace tokens by other spellings of the same word.

    Parameters
    ----------
    tokens : sequence of str
    families : mapping of token to tuple of tokens
    chance : float
        Probability that a token with other spellings is replaced.
    generator : random.Random

    Examples
    --------
    >>> respell(["zellij", "vert"], {"zellij": ("zellige",)}, 1.0, random.Random(0))
    ['zellige', 'vert']
    """
    return [
        generator.choice(families[token]) if token in families and generator.random() < chance else token
        for token in tokens
    ]
