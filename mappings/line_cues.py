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
_GRAM: Final = 3
# Latin to Arabic; nobody is to fill the memory with the rest.
_WORTH_KEEPING: Final = 0x800
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]+")


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


@lru_cache(maxsize=64)
def mentions(cues: tuple[str, ...], text: str) -> Mentions:
    """Which of the words a text says, and which it denies.

    Examples
    --------
    >>> mentions(("estampille", "laine"), "tapis de laine, sans estampille")
    Mentions(said=('laine',), denied=('estampille',))
    """
    if not cues:
        return Mentions((), ())
    folded, grams = _read(text)
    said: list[str] = []
    denied: list[str] = []
    for cue, plain in _standing(_indexed(cues), grams):
        found = list(_places(plain, folded)) if plain in folded else []
        if found:
            (denied if all(found) else said).append(cue)
    return Mentions(tuple(said), tuple(denied))


@dataclass(frozen=True, slots=True)
class _Index:
    """Cues with their folded form, and where among them those that begin alike are."""

    cues: tuple[tuple[str, str], ...]
    places: dict[str, list[int]]
    short: tuple[int, ...]


@cache
def _indexed(cues: tuple[str, ...]) -> _Index:
    pairs = tuple((cue, fold(cue)) for cue in cues)
    places: dict[str, list[int]] = {}
    for place, (_, plain) in enumerate(pairs):
        if len(plain) >= _GRAM:
            places.setdefault(plain[:_GRAM], []).append(place)
    short = tuple(place for place, (_, plain) in enumerate(pairs) if len(plain) < _GRAM)
    return _Index(pairs, places, short)


def _standing(index: _Index, grams: frozenset[str]) -> list[tuple[str, str]]:
    """The few of the many cues that may stand in a text with these beginnings, in their order."""
    near = [place for gram in index.places.keys() & grams for place in index.places[gram]]
    return [index.cues[place] for place in sorted((*near, *index.short))]


@lru_cache(maxsize=4)
def _read(text: str) -> tuple[str, frozenset[str]]:
    """A text folded, and everything of `_GRAM` letters in it; one text meets many lists of cues in a row."""
    folded = fold(text)
    return folded, frozenset([folded[i : i + _GRAM] for i in range(len(folded) - _GRAM + 1)])


def fold(text: str) -> str:
    """Lower case without accents, marks or hyphens, Arabic letters in one form.

    Examples
    --------
    >>> fold("Estampillé par l'État")
    'estampille par l etat'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = _FOREIGN.sub(lambda run: run.group().translate(_PLAIN), decomposed)
    return " ".join(_SEPARATORS.sub(" ", plain).split())


class _Plain(dict[int, int | None]):
    """Letters in one form and no marks, worked out at first sight of a character."""

    def __missing__(self, code: int) -> int | None:
        letter = chr(code)
        dropped = unicodedata.combining(letter) or letter == "\u0640"
        plain = None if dropped else _LETTERS.get(code, code)
        if code < _WORTH_KEEPING:
            self[code] = plain
        return plain


_PLAIN: Final = _Plain()


def _places(cue: str, folded: str) -> Iterator[bool]:
    """Whether each place of a cue in a text, as a word, is denied."""
    place = folded.find(cue)
    while place >= 0:
        if _AFTER.match(folded, place + len(cue)) and _BEFORE.search(folded[max(0, place - 5) : place]):
            yield bool(_DENIED.search(folded[max(0, place - _REACH) : place]))
        place = folded.find(cue, place + 1)
