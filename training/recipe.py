"""Every choice that shapes a model, in one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field

from training.noise import Noise


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is trained.

    Parameters
    ----------
    encoder : str or None
        A sentence-transformers name or folder; None trains our own embedding.
    buckets : int
        Rows of the feature table.
    dimension : int
        Length of a text vector.
    bigrams : bool
        Whether pairs of neighbouring tokens are features.
    epochs : int
        Passes over the corpus.
    batch : int
        Texts in a step.
    rate : float
        Learning rate at its height.
    dropout : float
        Share of the text vector that is dropped in training.
    thinning : float
        Share of the features of every token that is dropped in training.
    smoothing : float
        Label smoothing.
    facets : int
        Rows of the head for "out of scope", which is many things at once:
        the label's score is that of the union of its rows.
    repeats : int
        How often a phrase that leaves several codes open is seen in a pass:
        there are few of them beside the lines that decide.
    noise : Noise
        What is done to the texts in each pass.
    seed : int
        Of everything that is drawn.
    """

    encoder: str | None = None
    buckets: int = 1 << 17
    dimension: int = 128
    bigrams: bool = False
    epochs: int = 12
    batch: int = 512
    rate: float = 0.01
    dropout: float = 0.3
    thinning: float = 0.2
    smoothing: float = 0.05
    facets: int = 32
    repeats: int = 4
    noise: Noise = field(default_factory=Noise)
    seed: int = 0
