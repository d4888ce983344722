"""Search for codes: words of titles in four languages, figures, and what the classifier makes of the text."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from classifier import Classifier
from classifier.text import tokenise
from mappings import LANGUAGES, Language, load_nomenclature, title
from mappings.codes import HSCode
from mappings.tables import read_table

Source = Literal["code", "title", "catalogue"]
_LEAST_PREFIX: Final = 3
_LEAST_PROBABILITY: Final = 0.01


@dataclass(frozen=True, slots=True)
class Hit:
    """A code that was found.

    Parameters
    ----------
    code, title : str
    score : float
        From 0 to 1; how well it fits.
    matched : tuple of str
        By what: "code" (its figures), "title", "catalogue" (the classifier).
    """

    code: str
    title: str
    score: float
    matched: tuple[Source, ...]


def search(classifier: Classifier, query: str, language: Language, limit: int) -> list[Hit]:
    """The codes that a query may mean, best first.

    Examples
    --------
    >>> from classifier import load_model
    >>> [hit.code for hit in search(load_model(), "zellige", "fr", 1)]
    ['690730']
    """
    figures = "".join(c for c in query if c.isdigit())
    if figures and not any(c.isalpha() for c in query):
        return _by_figures(figures, language, limit)
    by_title = _by_title(query)
    by_text = _by_text(classifier, query)
    codes = sorted(
        {*by_title, *by_text}, key=lambda c: (-_merged(by_title.get(c, 0), by_text.get(c, 0)), len(c), c)
    )
    return [
        Hit(
            code,
            title(code, language),
            round(_merged(by_title.get(code, 0), by_text.get(code, 0)), 4),
            (*(("title",) if code in by_title else ()), *(("catalogue",) if code in by_text else ())),
        )
        for code in codes[:limit]
    ]


def _merged(by_title: float, by_text: float) -> float:
    return 1 - (1 - by_title) * (1 - by_text)


def _by_figures(figures: str, language: Language, limit: int) -> list[Hit]:
    found: Iterable[HSCode] = load_nomenclature()
    codes = [code.digits for code in found if code.digits.startswith(figures[:6])]
    return [Hit(code, title(code, language), 1.0, ("code",)) for code in codes[:limit]]


def _by_text(classifier: Classifier, query: str) -> dict[str, float]:
    found = classifier.classify(query, k=20)
    if found.language == "und" or found.status == "out_of_scope":
        return {}
    return {c.code: c.probability for c in found.candidates if c.probability >= _LEAST_PROBABILITY}


def _by_title(query: str) -> dict[str, float]:
    """The share of the query's words, by their rarity, that a title holds."""
    words = list(dict.fromkeys(tokenise(query)))[:20]
    index = _index()
    scores: dict[str, float] = {}
    total = 0.0
    for position, word in enumerate(words):
        exact = index.words.get(word, frozenset())
        # The last word may still be being typed.
        begun = (
            _begun(index, word) if position == len(words) - 1 and len(word) >= _LEAST_PREFIX else frozenset()
        )
        weight = math.log(1 + index.size / (1 + len(exact or begun)))
        total += weight
        for code in exact | begun:
            scores[code] = scores.get(code, 0.0) + (weight if code in exact else 0.7 * weight)
    # A title is short evidence: even a perfect one leaves room for the classifier's certainty.
    return {code: 0.9 * score / total for code, score in scores.items()} if total else {}


def _begun(index: _Index, word: str) -> frozenset[str]:
    found: set[str] = set()
    for known, codes in index.words.items():
        if known.startswith(word):
            found |= codes
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Index:
    words: dict[str, frozenset[str]]
    size: int


@cache
def _index() -> _Index:
    words: dict[str, set[str]] = {}
    size = 0
    for row in read_table("titles.csv"):
        size += 1
        for language in LANGUAGES:
            for word in tokenise(row[language]):
                words.setdefault(word.lstrip("~!"), set()).add(row["code"])
    return _Index({word: frozenset(codes) for word, codes in words.items()}, size)
