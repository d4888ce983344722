"""A trade lexicon in five languages, used to say a text again in another one."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from classifier.text import tokenise
from training.knowledge import CATALOGUE

TONGUES: Final = ("fr", "en", "es", "ar", "ary")
LONGEST: Final = 3
LEAST_KNOWN: Final = 0.3

Term = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Concepts by their terms.

    Parameters
    ----------
    concepts : mapping of language to mapping of term to concept
        A term is a tuple of tokens.
    terms : mapping of language to sequence of terms of each concept
    """

    concepts: Mapping[str, Mapping[Term, int]]
    terms: Mapping[str, Sequence[Sequence[Term]]]

    def __bool__(self) -> bool:
        return any(self.concepts.values())

    def say(
        self, tokens: Sequence[str], source: str, target: str, generator: random.Random
    ) -> list[str] | None:
        """A text word by word in another language, or None when too little of it is known.

        Parameters
        ----------
        tokens : sequence of str
        source, target : str
            Two of `TONGUES`.
        generator : random.Random
            Chooses among synonyms, and which unknown words are kept.

        Returns
        -------
        list of str or None

        Examples
        --------
        >>> lexicon = build_lexicon([{"fr": "tapis", "en": "carpet", "es": "alfombra", "ar": "سجادة", "ary": "zerbiya"}])
        >>> lexicon.say(["tapis"], "fr", "ary", random.Random(0))
        ['zerbiya']
        """
        out: list[str] = []
        known = at = 0
        concepts, terms = self.concepts[source], self.terms[target]
        while at < len(tokens):
            for length in range(min(LONGEST, len(tokens) - at), 0, -1):
                concept = concepts.get(tuple(tokens[at : at + length]))
                if concept is not None:
                    out += generator.choice(terms[concept])
                    known += length
                    at += length
                    break
            else:
                if generator.random() < 0.5:
                    out.append(tokens[at])
                at += 1
        return out if out and known >= LEAST_KNOWN * len(tokens) else None


def read_lexicon(folder: Path = CATALOGUE) -> Lexicon:
    """The lexicon of a catalogue folder, ``lexicon.csv``; empty when there is none.

    Parameters
    ----------
    folder : Path
        Fields hold synonyms separated by slashes.
    """
    path = folder / "lexicon.csv"
    if not path.exists():
        return build_lexicon([])
    with path.open(encoding="utf-8", newline="") as handle:
        return build_lexicon(list(csv.DictReader(handle)))


def build_lexicon(rows: Sequence[Mapping[str, str]]) -> Lexicon:
    """A lexicon from rows of five fields; of a term in two concepts the first counts."""
    concepts: dict[str, dict[Term, int]] = {tongue: {} for tongue in TONGUES}
    terms: dict[str, list[list[Term]]] = {tongue: [] for tongue in TONGUES}
    for number, row in enumerate(rows):
        for tongue in TONGUES:
            found = [tuple(tokenise(item)) for item in row[tongue].split("/")]
            found = [term for term in found if term and len(term) <= LONGEST + 1]
            terms[tongue].append(found or [()])
            for term in found:
                concepts[tongue].setdefault(term, number)
    return Lexicon(concepts, terms)
