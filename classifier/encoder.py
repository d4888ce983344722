"""Embeddings: the shipped additive encoder, and any sentence-transformers model."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from threading import Lock
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from classifier.errors import MissingExtraError
from classifier.features import bucket, token_features
from classifier.text import tokenise

Floats = NDArray[np.float32]
_CACHE_LIMIT: Final = 100_000
# Threads share an encoder. One lock for all encoders, since none can be pickled with its encoder.
_REMEMBERING: Final = Lock()


class Encoder(Protocol):
    """What the classifier needs of an embedding."""

    @property
    def dimension(self) -> int:
        """Length of a text vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Floats:
        """Embed texts into an array of shape (len(texts), dimension)."""
        ...


class HashedEncoder:
    """Mean of word and character n-gram vectors, looked up by hash.

    The vector of a text is a sum of token vectors over the square root of
    their number, so the score of a code is a sum over tokens and can be
    explained exactly.

    Parameters
    ----------
    table : ndarray of int8, shape (buckets, dimension)
        Quantised feature vectors.
    scale : ndarray of float32, shape (buckets,)
        What to multiply each row by.
    bigrams : bool
        Whether pairs of neighbouring tokens are features as well.

    Examples
    --------
    >>> encoder = HashedEncoder(np.ones((8, 2), np.int8), np.ones(8, np.float32), bigrams=False)
    >>> encoder.encode(["dom", ""]).shape
    (2, 2)
    """

    def __init__(self, table: NDArray[np.int8], scale: Floats, *, bigrams: bool) -> None:
        self.table = table
        self.scale = scale.astype(np.float32)
        self.bigrams = bigrams
        self._rows: dict[str, int] = {}
        self._vectors = np.zeros((1024, table.shape[1]), np.float32)

    @property
    def dimension(self) -> int:
        """Length of a text vector."""
        return int(self.table.shape[1])

    def encode(self, texts: Sequence[str]) -> Floats:
        """Embed texts; a text without tokens is the zero vector.

        Parameters
        ----------
        texts : sequence of str

        Returns
        -------
        ndarray of float32, shape (len(texts), dimension)
        """
        return self.encode_tokens([self.terms(tokenise(text)) for text in texts])

    def terms(self, tokens: list[str]) -> list[str]:
        """The tokens and, where the encoder reads them, their neighbouring pairs."""
        if not self.bigrams:
            return tokens
        return tokens + [f"{a} {b}" for a, b in pairwise(tokens)]

    def encode_tokens(self, texts: Sequence[list[str]]) -> Floats:
        """`encode` for texts already split by `terms`."""
        counts = np.fromiter((len(terms) for terms in texts), np.int64, len(texts))
        vectors = self.term_vectors([term for terms in texts for term in terms])
        filled = np.flatnonzero(counts)
        out = np.zeros((len(texts), self.dimension), np.float32)
        if filled.size:
            starts = np.concatenate(([0], np.cumsum(counts[filled])[:-1]))
            sums = np.add.reduceat(vectors, starts, axis=0)
            out[filled] = sums / np.sqrt(counts[filled])[:, None]
        return out

    def term_vectors(self, terms: list[str]) -> Floats:
        """One row for each term, before pooling; those seen before are remembered."""
        with _REMEMBERING:
            rows = self._lookup(terms)
            return self._vectors[rows]  # looked up first: the vectors may have grown

    def _lookup(self, terms: list[str]) -> NDArray[np.int64]:
        known = self._rows
        try:
            return np.fromiter(map(known.__getitem__, terms), np.int64, len(terms))
        except KeyError:
            if len(known) > _CACHE_LIMIT:
                known.clear()
            self._add([term for term in dict.fromkeys(terms) if term not in known])
        return np.fromiter(map(known.__getitem__, terms), np.int64, len(terms))

    def _add(self, terms: list[str]) -> None:
        start = len(self._rows)
        if start + len(terms) > len(self._vectors):
            grown = np.zeros((2 * (start + len(terms)), self.dimension), np.float32)
            grown[:start] = self._vectors[:start]
            self._vectors = grown
        for offset, term in enumerate(terms):
            self._vectors[start + offset] = self._compute(term)
            self._rows[term] = start + offset

    def _compute(self, term: str) -> Floats:
        names = [term] if " " in term else token_features(term)
        ids = [bucket(name, len(self.table)) for name in names]
        vectors = self.table[ids].astype(np.float32) * self.scale[ids, None]
        return np.asarray(vectors.sum(axis=0) / np.sqrt(len(ids)), np.float32)


class SentenceEncoder:
    """A sentence-transformers model, by name or folder, behind the same interface.

    Parameters
    ----------
    name : str
        Anything that ``SentenceTransformer`` accepts.
    batch_size : int
        Texts encoded at a time.

    Raises
    ------
    MissingExtraError
        When sentence-transformers is not installed.
    """

    def __init__(self, name: str, batch_size: int = 64) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise MissingExtraError(
                "encoder {name!r} needs sentence-transformers; run: pip install 'hirfa[train]'", name=name
            ) from error
        self.name = name
        self.batch_size = batch_size
        self._model: Any = SentenceTransformer(name, device="cpu")

    @property
    def dimension(self) -> int:
        """Length of a text vector."""
        return int(self._model.get_embedding_dimension())

    def encode(self, texts: Sequence[str]) -> Floats:
        """Embed texts; rows have unit length."""
        vectors = self._model.encode(
            list(texts), batch_size=self.batch_size, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, np.float32)
