"""From the catalogue to an artifact, in one call."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import joblib
import numpy as np

from classifier.artifact import Artifact, save
from classifier.decide import Thresholds
from classifier.encoder import Encoder, Floats, SentenceEncoder
from classifier.head import LinearHead
from classifier.knowledge import Knowledge
from classifier.model import Classifier
from training.calibrate import calibrate
from training.compile import compile_knowledge
from training.corpus import Corpus, load_corpus, with_lines
from training.decisions import TIMES, Decisions, read_decisions
from training.dialogue import read_cases, success
from training.evaluate import Share, refusals, reports, score_lines
from training.knowledge import CATALOGUE, VALIDATION, Line, catalogue_hash, read_labelled
from training.linear import fit_head
from training.recipe import Recipe

CACHE = Path.home() / ".cache" / "hirfa"
Progress = Callable[[float], None]


def train(
    recipe: Recipe,
    target: Path,
    *,
    catalogue: Path = CATALOGUE,
    validation: Path = VALIDATION,
    decisions: Path | None = None,
    version: str = "",
    progress: Progress = lambda _share: None,
) -> Classifier:
    """Train, calibrate, measure and save a model.

    Parameters
    ----------
    recipe : Recipe
    target : Path
        Folder of the artifact.
    catalogue, validation : Path
        Folders of the written knowledge and of the measuring lines.
    decisions : Path, optional
        An export of decisions to learn from as well; see `read_decisions`.
        They are no part of the catalogue: its hash stays, and theirs stands
        beside it in the manifest.
    version : str
        Stands in the model's name.
    progress : callable
        Called with the share of the work that is done.

    Returns
    -------
    Classifier
        The model, measured; its figures stand in the manifest.
    """
    corpus, knowledge = load_corpus(catalogue), compile_knowledge(catalogue)
    decided = read_decisions(decisions, knowledge.attributes, validation=validation) if decisions else None
    learnt = with_lines(corpus, decided.lines, TIMES) if decided else corpus
    artifact = fit(learnt, recipe, knowledge, progress)
    digest = catalogue_hash(catalogue)
    facts = {
        "model": model_name(version, digest, decided),
        "catalogue": digest,
        "lines": len(corpus),
        "codes": len(learnt.labels) - 2,
        "recipe": describe(recipe),
        "trained_with": versions(recipe),
    }
    if decided is not None:
        facts["decisions"] = decided.facts()
    return finish(artifact, facts, target, validation)


def finish(artifact: Artifact, facts: dict[str, Any], target: Path, validation: Path) -> Classifier:
    """Calibrate, measure and save a fitted artifact.

    Parameters
    ----------
    artifact : Artifact
    facts : dict
        What the manifest says, without metrics.
    target : Path
    validation : Path
        Folder of the measuring and calibration lines.

    Returns
    -------
    Classifier
    """
    calibrated = calibrate(artifact, read_folder(validation, "calibration"))
    model = Classifier(replace(calibrated, facts=facts))
    metrics = measure(model, read_folder(validation, "validation"))
    if (validation / "ambiguous.csv").is_file():
        share = success(model, read_cases(validation / "ambiguous.csv"))
        metrics["refusals"]["right_after_two_answers"] = _plain(share)
    model = Classifier(replace(calibrated, facts={**facts, "metrics": metrics}))
    save(model.artifact, target)
    return model


def fit(
    corpus: Corpus,
    recipe: Recipe,
    knowledge: Knowledge,
    progress: Progress = lambda _share: None,
    start: Artifact | None = None,
    moving: Sequence[str] = (),
) -> Artifact:
    """An uncalibrated artifact."""
    if recipe.encoder is not None:
        encoder, head = fit_sentence_encoder(corpus, recipe.encoder)
        return Artifact(encoder, head, None, Thresholds(), knowledge)
    from training.embedding import train_embedding

    trained = train_embedding(corpus, recipe, progress, start, moving)
    return Artifact(trained.encoder, trained.head, trained.languages, Thresholds(), knowledge)


def fit_sentence_encoder(corpus: Corpus, name: str) -> tuple[Encoder, LinearHead]:
    """Any sentence-transformers model with logistic regression; embeddings are cached on disk.

    Parameters
    ----------
    corpus : Corpus
    name : str

    Returns
    -------
    encoder : SentenceEncoder
    head : LinearHead
    """
    embeddings = joblib.Memory(CACHE, verbose=0).cache(embed)(name, corpus.texts())
    labels = [line.codes[0] for line in corpus.lines]
    return SentenceEncoder(name), fit_head(embeddings, labels)


def embed(name: str, texts: Sequence[str]) -> Floats:
    """Embed texts with a sentence-transformers model."""
    return np.asarray(SentenceEncoder(name).encode(texts), np.float32)


def read_folder(folder: Path, prefix: str) -> list[Line]:
    """The labelled lines of all files of a folder whose name starts so.

    Parameters
    ----------
    folder : Path
    prefix : str
        "validation" or "calibration".
    """
    return [line for path in sorted(folder.glob(f"{prefix}*.csv")) for line in read_labelled(path)]


def measure(model: Classifier, lines: Sequence[Line]) -> dict[str, Any]:
    """All figures of a model on labelled lines, as plain values."""
    return {
        "craft": [r.to_dict() for r in reports(score_lines(model, lines))],
        "refusals": {name: _plain(share) for name, share in refusals(model, lines).items()},
    }


def model_name(version: str, digest: str, decided: Decisions | None = None) -> str:
    """Models that learnt other things have other names."""
    learnt = digest[:8] + (f"+{decided.sha256[:8]}" if decided else "")
    return f"hirfa {version or importlib.metadata.version('hirfa')} ({learnt})"


def _plain(share: Share) -> dict[str, float]:
    return {"value": share.value, "hits": share.hits, "trials": share.trials}


def describe(recipe: Recipe) -> dict[str, Any]:
    """A recipe as plain values."""
    from dataclasses import asdict

    return asdict(recipe)


def versions(recipe: Recipe) -> dict[str, str]:
    """Versions of what a model is trained with."""
    names = ["numpy", "scikit-learn", "torch"] + (["sentence-transformers"] if recipe.encoder else [])
    return {"python": platform.python_version(), **{name: importlib.metadata.version(name) for name in names}}
