"""The words of a text that decided, found again in the text as it was written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from classifier.explain import PRIOR
from classifier.results import Evidence
from classifier.text import MARKS, tokenise

# A word with the vowel signs that Arabic may carry; they are no letters to a regular expression.
_WORD: Final = re.compile(r"[\w\u0300-\u036f\u0640\u064b-\u065f\u0670]+")
_STRONG: Final = 0.25
_WEAK: Final = 0.08


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: 0 for words that did not matter, 1 for some weight, 2 for much."""

    text: str
    level: int


def emphasised(text: str, evidence: Sequence[Evidence]) -> tuple[Piece, ...]:
    """Cut a text into pieces by what each word added to the score of the best code.

    Examples
    --------
    >>> [(p.text, p.level) for p in emphasised("Tapis de laine", [Evidence("tapis", 9.0), Evidence("de", 0.1)])]
    [('Tapis', 2), (' de laine', 0)]
    """
    weights = {e.token.lstrip("".join(MARKS)): e.weight for e in evidence if e.token != PRIOR}
    total = sum(weight for weight in weights.values() if weight > 0)
    pieces: list[Piece] = []
    at = 0
    for found in _WORD.finditer(text):
        level = _level(found.group(), weights, total)
        if level:
            _add(pieces, text[at : found.start()], 0)
            _add(pieces, found.group(), level)
            at = found.end()
    _add(pieces, text[at:], 0)
    return tuple(pieces)


def deciding_words(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """The emphasised words, each once, in the order of the text."""
    return tuple(dict.fromkeys(piece.text for piece in pieces if piece.level))


def _level(word: str, weights: dict[str, float], total: float) -> int:
    share = sum(max(weights.get(token, 0.0), 0.0) for token in tokenise(word)) / total if total else 0.0
    return 2 if share >= _STRONG else 1 if share >= _WEAK else 0


def _add(pieces: list[Piece], text: str, level: int) -> None:
    if text:
        pieces.append(Piece(text, level))
