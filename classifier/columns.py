"""The columns that scoring appends to a table, computed for many texts at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.decide import STATUSES
from classifier.encoder import Floats
from classifier.model import Classifier
from classifier.scores import Scores

TOP: Final = 5
DECIMALS: Final = 6
NAMES: Final = (
    "hs_status",
    "hs_code",
    "hs_probability",
    *(f"hs_{rank}" for rank in range(1, TOP + 1)),
    *(f"hs_p{rank}" for rank in range(1, TOP + 1)),
    "hs_set",
)
_BATCH: Final = 1_024


@dataclass(frozen=True, slots=True)
class Columns:
    """Scores of texts as columns, one entry for each text.

    Parameters
    ----------
    status : list of str
    code : list of str
        The decided or partial code; "" when there is none.
    probability : ndarray of float32
        Of `code`; of the refusal when there is none.
    top : list of lists of str
        `TOP` lists: the best code of each text, the second best, …
    top_probability : ndarray of float32, shape (texts, TOP)
    sets : list of str
        The prediction set, best first, separated by blanks.
    """

    status: list[str]
    code: list[str]
    probability: Floats
    top: list[list[str]]
    top_probability: Floats
    sets: list[str]

    def named(self) -> Iterator[tuple[str, list[str] | Floats]]:
        """The columns under their names, in the order of `NAMES`."""
        yield "hs_status", self.status
        yield "hs_code", self.code
        yield "hs_probability", self.probability
        for rank in range(TOP):
            yield f"hs_{rank + 1}", self.top[rank]
        for rank in range(TOP):
            yield f"hs_p{rank + 1}", self.top_probability[:, rank]
        yield "hs_set", self.sets

    def take(self, rows: NDArray[np.int64]) -> Columns:
        """The columns of the rows asked for, repeated where rows repeat."""
        index = rows.tolist()
        return Columns(
            [self.status[i] for i in index],
            [self.code[i] for i in index],
            self.probability[rows],
            [[column[i] for i in index] for column in self.top],
            self.top_probability[rows],
            [self.sets[i] for i in index],
        )


def score_texts(model: Classifier, texts: Sequence[str]) -> Columns:
    """Score texts into columns.

    Parameters
    ----------
    model : Classifier
    texts : sequence of str

    Returns
    -------
    Columns
        In the order of `texts`.
    """
    parts = [_score_batch(model, texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
    return concatenate(parts)


def concatenate(parts: Sequence[Columns]) -> Columns:
    """Columns one after the other."""
    return Columns(
        [s for part in parts for s in part.status],
        [c for part in parts for c in part.code],
        _stack([part.probability for part in parts], (0,)),
        [[c for part in parts for c in part.top[rank]] for rank in range(TOP)],
        _stack([part.top_probability for part in parts], (0, TOP)),
        [s for part in parts for s in part.sets],
    )


def _stack(arrays: list[Floats], empty: tuple[int, ...]) -> Floats:
    return np.concatenate(arrays) if arrays else np.zeros(empty, np.float32)


def _score_batch(model: Classifier, texts: Sequence[str]) -> Columns:
    scores = model.scorer(texts)
    codes, probabilities = model.codes, scores.probabilities
    top = np.argpartition(probabilities, -TOP, axis=1)[:, -TOP:]
    values = np.take_along_axis(probabilities, top, axis=1)
    order = np.lexsort((top, -values), axis=1)
    top, values = np.take_along_axis(top, order, axis=1), np.take_along_axis(values, order, axis=1)
    code, probability = _verdicts(model, scores)
    return Columns(
        [STATUSES[s] for s in scores.status.tolist()],
        code,
        probability.round(DECIMALS),
        [[codes[j] for j in column] for column in top.T.tolist()],
        values.round(DECIMALS),
        _sets(model, scores),
    )


def _verdicts(model: Classifier, scores: Scores) -> tuple[list[str], Floats]:
    groups = (model.codes, model.scorer.headings.groups, model.scorer.chapters.groups)
    best = [column.tolist() for column in scores.levels.best]
    code = ["" if lv == 3 else groups[lv][best[lv][i]] for i, lv in enumerate(scores.level.tolist())]
    levels = scores.levels
    table = np.column_stack((*levels.probability, levels.probability[0]))
    probability = table[np.arange(len(code)), scores.level]
    refused = scores.status == STATUSES.index("out_of_scope")
    return code, np.where(refused, levels.out, probability).astype(np.float32)


def _sets(model: Classifier, scores: Scores) -> list[str]:
    inclusion = model.artifact.thresholds.inclusion
    least = np.array([inclusion.get(name, inclusion["*"]) for name in scores.languages], np.float32)
    least = np.minimum(least, scores.levels.probability[0])
    row, column = np.nonzero(scores.probabilities >= least[:, None])
    order = np.lexsort((column, -scores.probabilities[row, column], row))
    names: list[list[str]] = [[] for _ in scores.languages]
    for i, j in zip(row[order].tolist(), column[order].tolist(), strict=True):
        names[i].append(model.codes[j])
    return [" ".join(chosen) for chosen in names]
