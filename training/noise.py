"""Noise like that of real descriptions, drawn anew for every pass over the corpus."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from classifier.text import MARKS

_SUN: Final = frozenset("tdrzsn")
_LINKS: Final = frozenset(
    {"dyal", "dial", "dyalha", "dyalo", "bach", "bash", "machi", "mashi", "kbir", "kbira", "sghir", "sghira"}
)


@dataclass(frozen=True, slots=True)
class Noise:
    """How much noise to add; every figure is a probability.

    Parameters
    ----------
    drop : float
        Of losing a token.
    typo : float
        Of a spelling slip in a token of at least four letters.
    filler : float
        Of hanging a run of irrelevant words on a text.
    translate : float
        Of saying a text word by word in another language.
    article : float
        Of writing the article together with a word of Latin-letter Darija.
    """

    drop: float = 0.12
    typo: float = 0.05
    filler: float = 0.35
    translate: float = 0.35
    article: float = 0.25


def disturb(
    tokens: Sequence[str], noise: Noise, fillers: Sequence[Sequence[str]], generator: random.Random
) -> list[str]:
    """A noisy copy of a tokenised text.

    Parameters
    ----------
    tokens : sequence of str
    noise : Noise
    fillers : sequence of token lists
        Irrelevant fragments to hang on.
    generator : random.Random

    Returns
    -------
    list of str
        Never empty when `tokens` is not.

    Examples
    --------
    >>> disturb(["tapis", "laine"], Noise(0, 0, 0, 0), [], random.Random(0))
    ['tapis', 'laine']
    """
    kept = (
        [token for token in tokens if generator.random() >= noise.drop] if len(tokens) > 1 else list(tokens)
    )
    kept = kept or [generator.choice(list(tokens))] if tokens else []
    out = [misspell(t, generator) if generator.random() < noise.typo else t for t in kept]
    while fillers and generator.random() < noise.filler:
        fragment = list(generator.choice(fillers))
        out = out + fragment if generator.random() < 0.7 else fragment + out
    return out


def join_article(token: str, generator: random.Random) -> str:
    """A word of Latin-letter Darija with its article written on, as people type it.

    Before a sun letter the article is heard as that letter doubled.

    Examples
    --------
    >>> sorted({join_article("sdari", random.Random(seed)) for seed in range(20)})
    ['elsdari', 'lsdari', 'ssdari']
    >>> join_article("d", random.Random(0)), join_article("خشب", random.Random(0))
    ('d', 'خشب')
    """
    if len(token) < 4 or not token.isascii() or not token.isalnum() or token[0] == "l" or token in _LINKS:
        return token
    spellings = [f"l{token}", f"l{token}", f"el{token}"]
    if token[0] in _SUN and token[1] != token[0]:
        spellings += [f"{token[0]}{token}"] * 3
    return generator.choice(spellings)


def misspell(token: str, generator: random.Random) -> str:
    """One slip of the finger: a letter lost, doubled, swapped or replaced.

    Examples
    --------
    >>> misspell("tapis", random.Random(3)) != "tapis"
    True
    >>> misspell("dom", random.Random(3))
    'dom'
    """
    if len(token) < 4 or token.startswith(MARKS):
        return token
    at = generator.randrange(1, len(token) - 1)
    kind = generator.randrange(4)
    if kind == 0:
        return token[:at] + token[at + 1 :]
    if kind == 1:
        return token[:at] + token[at] + token[at:]
    if kind == 2:
        return token[:at] + token[at + 1] + token[at] + token[at + 2 :]
    return token[:at] + generator.choice(token) + token[at + 1 :]
