"""Does more text still help? Accuracy against the number of texts in real styles."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.baselines import Baseline
from training.benchmark import measure_baseline
from training.corpus import load_corpus, select
from training.embedding import train_embedding
from training.knowledge import Line
from training.recipe import Recipe

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Point:
    """One training: how many texts it had, and how it did."""

    texts: int
    top1: float
    top3: float


def learning_curve(
    recipe: Recipe, lines: Sequence[Line], shares: Sequence[float] = SHARES
) -> Iterator[Point]:
    """Train with growing shares of the texts; short phrases are always there.

    Parameters
    ----------
    recipe : Recipe
    lines : sequence of Line
        Craft lines to measure on.
    shares : sequence of float

    Yields
    ------
    Point
    """
    corpus = load_corpus()
    texts = [i for i, line in enumerate(corpus.lines) if line.style != "phrase"]
    phrases = [i for i, line in enumerate(corpus.lines) if line.style == "phrase"]
    random.Random(recipe.seed).shuffle(texts)
    for share in shares:
        kept = texts[: round(share * len(texts))]
        trained = train_embedding(select(corpus, [*phrases, *kept]), recipe)
        head, encoder = trained.head, trained.encoder
        baseline = Baseline("", head.labels, lambda t, h=head, e=encoder: h.logits(e.encode(t)))  # type: ignore[misc]
        result = measure_baseline(baseline, lines)
        yield Point(len(kept), result.top1, result.top3)
