"""Codes that divide, settled by the text of each record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from mappings.cases import BASES, Cases, Rules, joined
from mappings.concordance import Concordance
from mappings.nomenclature import CURRENT_EDITION, Edition
from mappings.ragged import Floats, Ints, Ragged, normalise

if TYPE_CHECKING:
    import pandas as pd

Pair = tuple[Edition, str]
_LEAST_MASS: Final = 0.01
_CHUNK: Final = 8_192


class Scorer(Protocol):
    """What reclassification needs of a classifier: HS2022 probabilities of texts.

    `mappings` knows no model; `classifier.SubheadingScorer` is one of these.
    """

    codes: tuple[str, ...]

    def __call__(self, texts: Sequence[str]) -> NDArray[np.floating]:
        """Probabilities, shape (texts, codes); a row may add up to less than 1."""
        ...


@dataclass(slots=True)
class Memory:
    """What texts have said of the codes that divide, kept over the pieces of a long table.

    Parameters
    ----------
    said : dict
        (edition, code), then text, to the probabilities of the targets; empty
        where the text says nothing of them.
    """

    said: dict[Pair, dict[str, Floats]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextReader:
    """A scorer, the rules, and what was read before.

    Parameters
    ----------
    scorer : Scorer
        Called with chunks of distinct texts not seen before.
    rules : Rules
    memory : Memory
    progress : callable
        Called with the number of texts of each chunk scored.
    """

    scorer: Scorer
    rules: Rules
    memory: Memory
    progress: Callable[[int], None] = lambda _texts: None


def with_texts(
    column: pd.Series, pair: Ints, pairs: Sequence[Pair], plain: Cases, reader: TextReader
) -> tuple[Cases, Ints]:
    """Tell the cases that divide apart by text as well.

    Parameters
    ----------
    column : Series, length records
        The texts; missing ones say nothing.
    pair : int array, shape (records,)
        Index of each record's (edition, code).
    pairs : sequence of (edition, code)
    plain : Cases
        Of `pairs`; what holds where a text says nothing.
    reader : TextReader

    Returns
    -------
    cases : Cases
        Those of `plain` first, then one for each distinct (pair, text).
    case : int array, shape (records,)
    """
    import pandas as pd

    divided = np.flatnonzero(plain.lists.lengths[pair] > 1)
    codes, uniques = pd.factorize(column.iloc[divided], use_na_sentinel=True)
    spoken = codes >= 0
    width = max(len(uniques), 1)
    distinct, which = np.unique(pair[divided[spoken]] * width + codes[spoken], return_inverse=True)
    rows = np.stack([distinct // width, distinct % width], axis=1)
    texts = [str(text) for text in uniques]
    _read(texts, rows, pairs, plain, reader)
    case = pair.copy()
    case[divided[spoken]] = len(pairs) + which
    return joined(plain, _recall(texts, rows, pairs, plain, reader)), case


def _read(texts: list[str], rows: Ints, pairs: Sequence[Pair], plain: Cases, reader: TextReader) -> None:
    """Score the texts that the memory lacks, and remember what they say."""
    said = [reader.memory.said.setdefault(pair, {}) for pair in pairs]
    new = np.array([texts[t] not in said[p] for p, t in rows.tolist()], bool)
    wanted, place = np.unique(rows[new, 1], return_inverse=True)
    pending = np.stack([rows[new, 0], place], axis=1) if new.any() else np.zeros((0, 2), np.int64)
    pending = pending[np.argsort(pending[:, 1], kind="stable")]
    readings = _Readings(reader.scorer.codes, reader.rules.target, plain)
    for start in range(0, len(wanted), _CHUNK):
        chunk = [texts[t] for t in wanted[start : start + _CHUNK].tolist()]
        scores = np.asarray(reader.scorer(chunk), np.float64)
        reader.progress(len(chunk))
        low, high = np.searchsorted(pending[:, 1], [start, start + _CHUNK])
        for p, cells in _by_pair(pending[low:high]):
            mass = readings.of(scores[cells - start], p)
            for text, row in zip((chunk[c - start] for c in cells.tolist()), mass, strict=True):
                total = row.sum()
                said[p][text] = row / total if total >= _LEAST_MASS else row[:0]


def _by_pair(rows: Ints) -> list[tuple[int, Ints]]:
    ordered = rows[np.argsort(rows[:, 0], kind="stable")]
    values, firsts = np.unique(ordered[:, 0], return_index=True)
    return list(zip(values.tolist(), np.split(ordered[:, 1], firsts[1:]), strict=True)) if len(rows) else []


def _recall(texts: list[str], rows: Ints, pairs: Sequence[Pair], plain: Cases, reader: TextReader) -> Cases:
    lists = Ragged.of(plain.lists.lengths[rows[:, 0]])
    _, position = plain.lists.take(rows[:, 0])
    shares, probability = plain.shares[position].copy(), plain.probability[position].copy()
    basis = plain.basis[rows[:, 0]].copy()
    found = [reader.memory.said[pairs[p]][texts[t]] for p, t in rows.tolist()]
    told = np.flatnonzero([len(reading) > 0 for reading in found])
    if len(told):
        _, cells = lists.take(told)
        read = np.concatenate([found[i] for i in told])
        probability[cells] = read
        shares[cells] = settled(read, lists.lengths[told], reader.rules)
        basis[told] = BASES.index("text")
    return Cases(lists, tuple(plain.targets[i] for i in position.tolist()), shares, probability, basis)


def settled(read: Floats, lengths: Ints, rules: Rules) -> Floats:
    """Shares from probabilities: whole where one is sure enough, else in proportion.

    Examples
    --------
    >>> settled(np.array([0.95, 0.05, 0.6, 0.39, 0.01]), np.array([2, 3]), Rules("HS2022")).round(3).tolist()
    [1.0, 0.0, 0.606, 0.394, 0.0]
    """
    best = np.repeat(np.maximum.reduceat(read, np.cumsum(lengths) - lengths), lengths)
    kept = np.where(read >= np.minimum(rules.minimum_share, best), read, 0.0)
    whole = np.where(read == best, 1.0, 0.0)
    return normalise(np.where(best >= rules.decide_at, whole, kept), lengths)


class _Readings:
    """From the probabilities of HS2022 codes to those of the targets of a pair."""

    def __init__(self, codes: Sequence[str], target: Edition, plain: Cases) -> None:
        self._index = {code: i for i, code in enumerate(codes)}
        self._back = Concordance(CURRENT_EDITION, target)
        self._to_current = self._back.invert()
        self._plain = plain
        self._columns: dict[int, tuple[Ints, Floats]] = {}

    def of(self, scores: Floats, pair: int) -> Floats:
        """Probability of each target of the pair, shape (texts, targets)."""
        if pair not in self._columns:
            self._columns[pair] = self._prepare(pair)
        columns, spread = self._columns[pair]
        return scores[:, columns] @ spread

    def _prepare(self, pair: int) -> tuple[Ints, Floats]:
        start = self._plain.lists.starts[pair]
        targets = self._plain.targets[start : start + self._plain.lists.lengths[pair]]
        feeding: dict[int, list[tuple[int, float]]] = {}
        for j, target in enumerate(targets):
            for code in self._current_codes(target):
                if code in self._index:
                    images = {image[: len(target)] for image in self._back.convert(code)}
                    feeding.setdefault(self._index[code], []).append((j, 1.0 / len(images)))
        columns = np.array(sorted(feeding), np.int64)
        spread = np.zeros((len(columns), len(targets)))
        for i, column in enumerate(columns.tolist()):
            for j, part in feeding[column]:
                spread[i, j] += part
        return columns, spread

    def _current_codes(self, target: str) -> tuple[str, ...]:
        if len(target) == 6:
            return self._to_current.convert(target) if target in self._to_current else ()
        return tuple(c for c in self._back.sources if any(i[:4] == target for i in self._back.convert(c)))
