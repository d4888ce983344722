"""Words of a description that speak for a national line, or deny it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

_LETTERS: Final = str.maketrans("أإآٱىةؤئ", "ااااي\u0647وي")
_SEPARATORS: Final = re.compile(r"[-'’,.;:/()\"«»؛،]+")
_ARTICLE: Final = r"(?:ال|لل|ل|و|ب|بال|l)?"
_BEFORE: Final = re.compile(rf"(?<!\w){_ARTICLE}$")
_AFTER: Final = re.compile(r"(?:s|es|x)?(?!\w)")
# Up to two words may stand between a denial and what it denies: "without any government seal".
_DENIED: Final = re.compile(
    r"(?<!\w)(?:sans|pas|non|ni|aucun|aucune|without|no|not|nor|any|sin|ningun|بدون|بلا|دون|غير|ليس|ليست|ماشي|بلاش"
    rf"|bla|machi|mashi|mechi)(?: \w+){{0,2}} {_ARTICLE}$"
)
_REACH: Final = 80


@dataclass(frozen=True, slots=True)
class Mentions:
    """Words found in a text.

    Parameters
    ----------
    said : tuple of str
        Those that stand there plainly.
    denied : tuple of str
        Those that only stand behind "without", "not"…
    """

    said: tuple[str, ...]
    denied: tuple[str, ...]


def mentions(cues: tuple[str, ...], text: str) -> Mentions:
    """Which of the words a text says, and which it denies.

    Examples
    --------
    >>> mentions(("estampille", "laine"), "tapis de laine, sans estampille")
    Mentions(said=('laine',), denied=('estampille',))
    """
    folded = _folded_text(text)
    said: list[str] = []
    denied: list[str] = []
    for cue in cues:
        plain = _folded_cue(cue)
        # Few of the many cues stand in a text.
        if plain not in folded:
            continue
        found = list(_places(plain, folded))
        if found:
            (denied if all(found) else said).append(cue)
    return Mentions(tuple(said), tuple(denied))


def fold(text: str) -> str:
    """Lower case without accents, marks or hyphens, Arabic letters in one form.

    Examples
    --------
    >>> fold("Estampillé par l'État")
    'estampille par l etat'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c) and c != "\u0640")
    return " ".join(_SEPARATORS.sub(" ", plain.translate(_LETTERS)).split())


_folded_cue = cache(fold)
_folded_text = lru_cache(maxsize=64)(fold)


def _places(cue: str, folded: str) -> Iterator[bool]:
    """Whether each place of a cue in a text, as a word, is denied."""
    place = folded.find(cue)
    while place >= 0:
        if _AFTER.match(folded, place + len(cue)) and _BEFORE.search(folded[max(0, place - 5) : place]):
            yield bool(_DENIED.search(folded[max(0, place - _REACH) : place]))
        place = folded.find(cue, place + 1)
