"""What need not be done again: answers to texts that were scored, and files that are finished."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from glob import escape
from importlib.metadata import version
from itertools import repeat
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from classifier.artifact import DEFAULT, MANIFEST
from classifier.columns import NAMES, Columns, concatenate, score_texts
from classifier.encoder import Floats
from classifier.errors import ArtifactError
from classifier.model import Classifier

Ints = NDArray[np.int32]
FLOATS: Final = tuple(name for name in NAMES if "_p" in name)
WORDS: Final = tuple(name for name in NAMES if name not in FLOATS)
STAMP: Final = b"hirfa.scored"
_PAD: Final = 64
_CHUNK: Final = 256  # the probabilities of so many texts stay in the cache of a core
_ABANDONED: Final = 3_600.0


def score_distinct(model: Classifier, texts: Sequence[str]) -> Columns:
    """Score texts so that the answer to one does not depend on the others.

    Matrices of another height may be multiplied in another order, which shows
    in the sixth digit; the texts are therefore made up to a multiple of 64.

    Parameters
    ----------
    model : Classifier
    texts : sequence of str

    Returns
    -------
    Columns
        In the order of `texts`.

    Examples
    --------
    >>> from classifier.model import load_model
    >>> score_distinct(load_model(), ["tapis noué main en laine"]).code
    ['570110']
    """
    padded = [*texts, *[""] * (-len(texts) % _PAD)]
    parts = [score_texts(model, padded[at : at + _CHUNK]) for at in range(0, len(padded), _CHUNK)]
    return concatenate(parts).take(np.arange(len(texts)))


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers in small: rows of positions in `words`, and rows of probabilities."""

    ints: Ints
    floats: Floats
    words: list[str]


def answer(model: Classifier, texts: list[str]) -> Answers:
    """Score texts into the small form that travels between processes.

    Parameters
    ----------
    model : Classifier
    texts : list of str

    Returns
    -------
    Answers
        In the order of `texts`.

    Examples
    --------
    >>> from classifier.model import load_model
    >>> found = answer(load_model(), ["tapis noué main en laine"])
    >>> found.words[int(found.ints[0, WORDS.index("hs_code")])]
    '570110'
    """
    words: dict[str, int] = {}
    named = dict(score_distinct(model, texts).named())
    ints = np.empty((len(texts), len(WORDS)), np.int32)
    for i, name in enumerate(WORDS):
        ints[:, i] = [words.setdefault(str(word), len(words)) for word in named[name]]
    floats = np.column_stack([np.asarray(named[name], np.float32) for name in FLOATS])
    return Answers(ints, floats, list(words))


class Memory:
    """Answers to the texts seen so far; room is kept as soon as a text is seen."""

    def __init__(self) -> None:
        self.position: dict[str, int] = {}
        self._words: dict[str, int] = {}
        self._spelt: pa.Array = pa.array([], pa.string())
        self._ints = np.zeros((1024, len(WORDS)), np.int32)
        self._floats = np.zeros((1024, len(FLOATS)), np.float32)

    def find(self, texts: list[str]) -> NDArray[np.int64]:
        """The positions of texts, -1 for those not seen before."""
        return np.fromiter(map(self.position.get, texts, repeat(-1)), np.int64, len(texts))

    def reserve(self, texts: list[str]) -> int:
        """Make room for new texts; returns where the first one goes."""
        start = len(self.position)
        self.position.update(zip(texts, range(start, start + len(texts)), strict=True))
        if len(self.position) > len(self._ints):
            more = max(2 * len(self._ints), len(self.position)) - len(self._ints)
            self._ints = np.concatenate([self._ints, np.zeros((more, len(WORDS)), np.int32)])
            self._floats = np.concatenate([self._floats, np.zeros((more, len(FLOATS)), np.float32)])
        return start

    def fill(self, start: int, answers: Answers) -> None:
        """Note the answers to texts that have room from `start` on."""
        known = self._words
        remap = np.array([known.setdefault(word, len(known)) for word in answers.words], np.int32)
        self._ints[start : start + len(answers.ints)] = remap[answers.ints]
        self._floats[start : start + len(answers.ints)] = answers.floats

    def columns(self, rows: NDArray[np.int64]) -> Iterator[pa.Array]:
        """The columns `NAMES` of the texts at those positions."""
        if len(self._spelt) < len(self._words):
            fresh = list(self._words)[len(self._spelt) :]
            self._spelt = pa.concat_arrays([self._spelt, pa.array(fresh, pa.string())])
        ints, floats = self._ints[rows], self._floats[rows]
        for name in NAMES:
            if name in FLOATS:
                yield pa.array(np.ascontiguousarray(floats[:, FLOATS.index(name)]))
            else:
                yield self._spelt.take(pa.array(np.ascontiguousarray(ints[:, WORDS.index(name)])))


@cache
def fingerprint(model: str | None) -> str:
    """What tells a model, and the program that runs it, from every other.

    Parameters
    ----------
    model : str or None
        Folder of a model; None for the shipped one.

    Returns
    -------
    str

    Raises
    ------
    ArtifactError
        When the folder holds no model.

    Examples
    --------
    >>> len(fingerprint(None))
    64
    """
    path = (Path(model) if model is not None else DEFAULT) / MANIFEST
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ArtifactError(
            "{folder} holds no model; give another --model or run: hirfa train.", folder=path.parent
        ) from error
    # The manifest holds the SHA-256 of every file of the model.
    return hashlib.sha256(content + version("hirfa").encode()).hexdigest()


def stamp(source: Path, text: str, model: str) -> bytes:
    """What a finished file is marked with: the model, the column, size and time of its source.

    Parameters
    ----------
    source : Path
    text : str
        The column that holds the descriptions.
    model : str
        As `fingerprint` returns it.

    Returns
    -------
    bytes
        The same for the same work only.
    """
    facts = source.stat()
    found = {"model": model, "size": facts.st_size, "text": text, "time": facts.st_mtime_ns}
    return json.dumps(found, sort_keys=True).encode()


def is_done(target: Path, wanted: bytes) -> bool:
    """Whether a file is there, whole, and bears that stamp.

    Parameters
    ----------
    target : Path
    wanted : bytes
        As `stamp` returns it.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_done(Path("no/such.parquet"), b"")
    False
    """
    try:
        metadata = pq.read_metadata(target).metadata or {}
    except (pa.ArrowInvalid, OSError):
        return False
    return bool(metadata.get(STAMP) == wanted)


def sweep(target: Path) -> None:
    """Take away what a run that was cut off left beside a file: untouched for an hour.

    Parameters
    ----------
    target : Path
        The file that would have been written.
    """
    for left in target.parent.glob(f".{escape(target.stem)}-????????{target.suffix}"):
        try:
            if time.time() - left.stat().st_mtime > _ABANDONED:
                left.unlink()
        except FileNotFoundError:
            continue
