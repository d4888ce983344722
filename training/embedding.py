"""Training of the hashed embedding, end to end with a linear layer (PyTorch)."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from classifier.artifact import Artifact
from classifier.decide import OUT
from classifier.encoder import Floats, HashedEncoder
from classifier.features import bucket, token_features
from classifier.head import LinearHead
from training.corpus import Corpus
from training.knowledge import LANGUAGES
from training.recipe import Recipe
from training.start import hold_others, start_from

LANGUAGE_WEIGHT = 0.1
WARM_UP = 200
DECAY = 0.01


@dataclass(frozen=True, slots=True)
class Trained:
    """An embedding with the two linear layers it was trained with."""

    encoder: HashedEncoder
    head: LinearHead
    languages: LinearHead


Keep = Callable[[NDArray[np.int64]], NDArray[np.int64]]


class TermTable:
    """Numbers the terms seen so far and keeps the feature rows of each."""

    def __init__(self, buckets: int) -> None:
        self._buckets = buckets
        self._index: dict[str, int] = {}
        self.features: list[NDArray[np.int64]] = []

    def __call__(self, terms: Sequence[str]) -> NDArray[np.int64]:
        """The numbers of terms."""
        return np.fromiter((self._number(term) for term in terms), np.int64, len(terms))

    def _number(self, term: str) -> int:
        number = self._index.get(term)
        if number is None:
            names = [term] if " " in term else token_features(term)
            number = self._index[term] = len(self.features)
            self.features.append(np.array([bucket(name, self._buckets) for name in names], np.int64))
        return number


class Network(nn.Module):
    """Hashed embedding, dropout, one linear layer for codes and one for languages."""

    def __init__(self, recipe: Recipe, labels: Sequence[str]) -> None:
        super().__init__()
        self.rows = faceted(labels, recipe.facets)
        self.table = nn.EmbeddingBag(recipe.buckets, recipe.dimension, mode="sum", sparse=True)
        self.head = nn.Linear(recipe.dimension, len(self.rows))
        self.languages = nn.Linear(recipe.dimension, len(LANGUAGES))
        self.dropout = nn.Dropout(recipe.dropout)
        nn.init.normal_(self.table.weight, std=0.05)
        nn.init.normal_(self.head.weight, std=0.05)

    def scores(self, vectors: Tensor) -> Tensor:
        """Logits of the labels; those of a label with several rows are joined."""
        logits = self.head(vectors)
        first, count = self.rows.index(OUT), self.rows.count(OUT)
        joined = logits[:, first : first + count].logsumexp(dim=1, keepdim=True)
        return torch.cat([logits[:, :first], joined, logits[:, first + count :]], dim=1)

    def embed(
        self, texts: Sequence[NDArray[np.int64]], features: list[NDArray[np.int64]], keep: Keep
    ) -> Tensor:
        """Text vectors; a term that stands in many texts of the batch is summed once."""
        terms, position = np.unique(np.concatenate(texts), return_inverse=True)
        vectors = self.table(*_bag([keep(features[term]) for term in terms.tolist()]))
        lengths = np.array([len(text) for text in texts])
        weights = torch.from_numpy(np.repeat(1 / np.sqrt(lengths), lengths).astype(np.float32))
        return nn.functional.embedding_bag(
            torch.from_numpy(position), vectors, _offsets(lengths), mode="sum", per_sample_weights=weights
        )


def train_embedding(
    corpus: Corpus,
    recipe: Recipe,
    progress: Callable[[float], None] = lambda _share: None,
    start: Artifact | None = None,
    moving: Sequence[str] = (),
) -> Trained:
    """Train an embedding and its linear layers together.

    The features are those of Bojanowski et al. (2017) and the model that of
    Joulin et al. (2017, "Bag of tricks for efficient text classification"),
    with label smoothing, dropout and noise drawn anew in every pass.

    Parameters
    ----------
    corpus : Corpus
    recipe : Recipe
    progress : callable
        Called after every step with the share of the work that is done.
    start : Artifact, optional
        Begin from the weights of this model, see `start_from`; a few passes
        then teach it new lines.
    moving : sequence of str
        The words that may then move; all when not given.

    Returns
    -------
    Trained
        The table quantised to eight bits.
    """
    torch.manual_seed(recipe.seed)
    generator = random.Random(recipe.seed)
    network = Network(recipe, corpus.labels)
    if start is not None:
        start_from(network, start)
    if moving:
        names = {name for word in moving for name in token_features(word)}
        hold_others(network.table, sorted({bucket(name, recipe.buckets) for name in names}))
    table = TermTable(recipe.buckets)
    encoder = HashedEncoder(np.zeros((1, 1), np.int8), np.ones(1, np.float32), bigrams=recipe.bigrams)
    optimisers = _optimisers(network, recipe, 0.0 if start else DECAY)
    order = [
        i for i, line in enumerate(corpus.lines) for _ in range(recipe.repeats if len(line.codes) > 1 else 1)
    ]
    keep = _thinner(recipe)
    steps = recipe.epochs * -(-len(order) // recipe.batch)
    step = 0
    for _ in range(recipe.epochs):
        generator.shuffle(order)
        for at in range(0, len(order), recipe.batch):
            rows = order[at : at + recipe.batch]
            views = [corpus.view(i, recipe.noise, generator) for i in rows]
            texts = [table(encoder.terms(tokens)) for tokens, _ in views]
            targets = torch.tensor([corpus.target(i, generator) for i in rows])
            spoken = torch.tensor([language for _, language in views])
            _set_rate(optimisers, recipe.rate * _schedule(step, steps))
            vectors = network.dropout(network.embed(texts, table.features, keep))
            loss = nn.functional.cross_entropy(
                network.scores(vectors), targets, label_smoothing=recipe.smoothing
            ) + LANGUAGE_WEIGHT * nn.functional.cross_entropy(network.languages(vectors), spoken)
            for optimiser in optimisers:
                optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            for optimiser in optimisers:
                optimiser.step()
            step += 1
            progress(step / steps)
    return _finish(network, recipe)


def faceted(labels: Sequence[str], facets: int) -> tuple[str, ...]:
    """The labels of the rows of a head: "out of scope" has several.

    Examples
    --------
    >>> faceted(("570110", "OUT", "VAGUE"), 2)
    ('570110', 'OUT', 'OUT', 'VAGUE')
    """
    return tuple(label for label in labels for _ in range(facets if label == OUT else 1))


def _thinner(recipe: Recipe) -> Keep:
    """Drops features at random; the first, the term itself, is dropped like the others."""
    generator = np.random.default_rng(recipe.seed)

    def keep(features: NDArray[np.int64]) -> NDArray[np.int64]:
        if recipe.thinning == 0 or len(features) == 1:
            return features
        kept = features[generator.random(len(features)) >= recipe.thinning]
        return kept if len(kept) else features

    return keep


def quantise(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Eight-bit rows and the scale of each.

    Examples
    --------
    >>> rows, scale = quantise(np.array([[0.5, -1.0]], np.float32))
    >>> (rows * scale[:, None]).round(2).tolist()
    [[0.5, -1.0]]
    """
    scale = np.abs(weights).max(axis=1) / 127
    scale = np.maximum(scale, 1e-8).astype(np.float16).astype(np.float32)
    scale = np.where(scale == 0, np.float32(6e-8), scale)
    rows = np.clip(np.rint(weights / scale[:, None]), -127, 127)
    return rows.astype(np.int8), scale


def _bag(features: Sequence[NDArray[np.int64]]) -> tuple[Tensor, Tensor, Tensor]:
    lengths = np.array([len(rows) for rows in features])
    weights = np.repeat(1 / np.sqrt(lengths), lengths).astype(np.float32)
    return torch.from_numpy(np.concatenate(features)), _offsets(lengths), torch.from_numpy(weights)


def _offsets(lengths: NDArray[np.int64]) -> Tensor:
    return torch.from_numpy(np.concatenate(([0], np.cumsum(lengths)[:-1])))


def _optimisers(network: Network, recipe: Recipe, decay: float) -> list[torch.optim.Optimizer]:
    dense = [*network.head.parameters(), *network.languages.parameters()]
    return [
        torch.optim.SparseAdam(list(network.table.parameters()), lr=recipe.rate),
        torch.optim.AdamW(dense, lr=recipe.rate, weight_decay=decay),
    ]


def _schedule(step: int, steps: int) -> float:
    """A short warm-up, then a straight line down."""
    return min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / steps)


def _set_rate(optimisers: Sequence[torch.optim.Optimizer], rate: float) -> None:
    for optimiser in optimisers:
        for group in optimiser.param_groups:
            group["lr"] = rate


def _finish(network: Network, recipe: Recipe) -> Trained:
    rows, scale = quantise(network.table.weight.detach().numpy())
    return Trained(
        HashedEncoder(rows, scale, bigrams=recipe.bigrams),
        _head(network.rows, network.head),
        _head(LANGUAGES, network.languages),
    )


def _head(labels: Sequence[str], layer: nn.Linear) -> LinearHead:
    return LinearHead(tuple(labels), layer.weight.detach().numpy().copy(), layer.bias.detach().numpy().copy())
