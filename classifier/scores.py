"""Everything that is computed for a batch of texts, as arrays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.artifact import Artifact
from classifier.decide import OUT, VAGUE, Levels, decide
from classifier.encoder import Floats, HashedEncoder
from classifier.hierarchy import RollUp
from classifier.text import tokenise

UNKNOWN_LANGUAGE: Final = "und"
_LATIN_ONLY: Final = ("fr", "en", "es")
_ARABIC: Final = re.compile(r"[\u0600-\u06ff]")


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of a batch.

    Parameters
    ----------
    probabilities : ndarray, shape (texts, codes)
        Of the six-digit codes; rows sum to one less `levels.out` and
        `levels.vague`.
    levels : Levels
    status, level : int arrays
        See `classifier.decide.decide`.
    languages : tuple of str
    known : bool array
        Whether a text has any token.
    tokens : tuple of lists of str
        Of each text, as `classifier.text.tokenise` returns them.
    """

    probabilities: Floats
    levels: Levels
    status: NDArray[np.int64]
    level: NDArray[np.int64]
    languages: tuple[str, ...]
    known: NDArray[np.bool_]
    tokens: tuple[list[str], ...]


class Scorer:
    """Turns texts into `Scores` with the weights of an artifact.

    Parameters
    ----------
    artifact : Artifact
    """

    def __init__(self, artifact: Artifact) -> None:
        self.artifact = artifact
        labels = artifact.head.labels
        self.columns = np.array([i for i, label in enumerate(labels) if label not in (OUT, VAGUE)])
        self.codes: tuple[str, ...] = tuple(labels[i] for i in self.columns)
        self.out = np.array([i for i, label in enumerate(labels) if label == OUT])
        self.vague = labels.index(VAGUE)
        self.headings = RollUp(self.codes, 4)
        self.chapters = RollUp(self.codes, 2)

    def __call__(self, texts: Sequence[str]) -> Scores:
        """Score texts; each is read once."""
        tokens = tuple(map(tokenise, texts))
        known = np.fromiter(map(bool, tokens), np.bool_, len(tokens))
        embeddings = self._embed(texts, tokens)
        probabilities = self.artifact.head.probabilities(embeddings)
        codes = probabilities[:, self.columns]
        tables = (codes, self.headings(codes), self.chapters(codes))
        levels = _levels(tables, probabilities[:, self.out].sum(axis=1), probabilities[:, self.vague])
        status, level = decide(levels, self.artifact.thresholds, known)
        languages = self._languages(texts, embeddings, known)
        return Scores(codes, levels, status, level, languages, known, tokens)

    def rescore(self, probabilities: Floats, scores: Scores) -> Scores:
        """The scores of texts whose code probabilities have changed; they are in scope and not vague."""
        tables = (probabilities, self.headings(probabilities), self.chapters(probabilities))
        zero = np.zeros(len(probabilities), np.float32)
        levels = _levels(tables, zero, zero)
        status, level = decide(levels, self.artifact.thresholds, scores.known)
        return replace(scores, probabilities=probabilities, levels=levels, status=status, level=level)

    def _embed(self, texts: Sequence[str], tokens: Sequence[list[str]]) -> Floats:
        encoder = self.artifact.encoder
        if isinstance(encoder, HashedEncoder):
            return encoder.encode_tokens([encoder.terms(t) for t in tokens])
        return encoder.encode(texts)

    def _languages(
        self, texts: Sequence[str], embeddings: Floats, known: NDArray[np.bool_]
    ) -> tuple[str, ...]:
        head = self.artifact.languages
        arabic = np.fromiter((_ARABIC.search(text) is not None for text in texts), np.bool_, len(texts))
        if head is None:
            return tuple("ar" if a else UNKNOWN_LANGUAGE for a in arabic)
        logits = head.logits(embeddings)
        # The script rules out what the words leave open.
        for column, name in enumerate(head.labels):
            if name == "ar":
                logits[~arabic, column] = -np.inf
            elif name in _LATIN_ONLY:
                logits[arabic, column] = -np.inf
        names = [head.labels[b] for b in logits.argmax(axis=1)]
        return tuple(n if k else UNKNOWN_LANGUAGE for n, k in zip(names, known, strict=True))


def _levels(tables: tuple[Floats, Floats, Floats], out: Floats, vague: Floats) -> Levels:
    first, second, third = (table.argmax(axis=1) for table in tables)
    p1, p2, p3 = (table.max(axis=1) for table in tables)
    return Levels((first, second, third), (p1, p2, p3), out, vague)
