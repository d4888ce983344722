"""Words of a description that speak for a national line, or deny it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

_LETTERS: Final = str.maketrans("أإآٱىةؤئ", "ااااي\u0647وي")
_SEPARATORS: Final = re.compile(r"[-'’,.;:/()\"«»؛،]+")
_DENIALS: Final = r"(?:sans|pas|non|ni|aucun|aucune|without|no|not|non|nor|any|sin|ni|ningun|بدون|بلا|دون|غير|ليس|ليست|ماشي|بلاش|bla|machi|mashi|mechi)"


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
        # Few cues stand in a text, and a pattern takes far longer to compile than to look for.
        if plain not in folded:
            continue
        found = [bool(match[1]) for match in _pattern(plain).finditer(folded)]
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


@lru_cache(maxsize=4096)
def _pattern(cue: str) -> re.Pattern[str]:
    # Up to two words may stand between the denial and what it denies: "without any government seal".
    denial = rf"(?<!\w)({_DENIALS}(?: \w+){{0,2}} )?"
    article = r"(?:ال|لل|ل|و|ب|بال|l)?"
    return re.compile(rf"{denial}(?<!\w){article}{re.escape(cue)}(?:s|es|x)?(?!\w)")
