"""Our model beside the alternatives: same data, same machine, one table."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from classifier.decide import OUT, VAGUE
from training.baselines import Baseline, hashed_baselines, minilm_baseline, subword_baseline, svm_baseline
from training.corpus import Corpus
from training.knowledge import Line
from training.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the comparison.

    Parameters
    ----------
    name : str
    top1, top3 : float
        On all craft lines; accepted alternatives count.
    by_language : dict of str to float
        Top-1.
    by_style : dict of str to float
        Top-1.
    texts_per_second : float
        Encoding and scoring, on this machine.
    """

    name: str
    top1: float
    top3: float
    by_language: dict[str, float]
    by_style: dict[str, float]
    texts_per_second: float


def compare(corpus: Corpus, recipe: Recipe, lines: Sequence[Line]) -> Iterator[Result]:
    """Train and measure every alternative, one after the other.

    Parameters
    ----------
    corpus : Corpus
    recipe : Recipe
        Of the shipped model.
    lines : sequence of Line
        Measuring lines; those out of scope or vague are left out.

    Yields
    ------
    Result
    """
    craft = [line for line in lines if line.codes[0] not in (OUT, VAGUE)]
    for baseline in _all(corpus, recipe):
        yield measure_baseline(baseline, craft)


def _all(corpus: Corpus, recipe: Recipe) -> Iterator[Baseline]:
    yield from hashed_baselines(corpus, recipe)
    yield subword_baseline(corpus, recipe)
    yield svm_baseline(corpus)
    yield minilm_baseline(corpus)


def measure_baseline(baseline: Baseline, lines: Sequence[Line]) -> Result:
    """Accuracy and speed of one alternative on craft lines."""
    texts = [line.text for line in lines]
    started = time.perf_counter()
    scores = baseline.rank(texts)
    elapsed = time.perf_counter() - started
    craft = np.array([i for i, label in enumerate(baseline.labels) if label not in (OUT, VAGUE)])
    top = craft[np.argsort(-scores[:, craft], axis=1)[:, :3]]
    first = np.array([baseline.labels[t[0]] in line.codes for t, line in zip(top, lines, strict=True)])
    third = [
        bool({baseline.labels[i] for i in t} & set(line.codes)) for t, line in zip(top, lines, strict=True)
    ]
    return Result(
        baseline.name,
        float(first.mean()),
        float(np.mean(third)),
        _means(first, [line.language for line in lines]),
        _means(first, [line.style for line in lines]),
        len(texts) / elapsed,
    )


def _means(flags: np.ndarray, groups: Sequence[str]) -> dict[str, float]:
    names = np.array(groups)
    return {name: float(flags[names == name].mean()) for name in sorted(set(groups))}
