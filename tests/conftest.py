"""What the tests share."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from classifier.artifact import Artifact
from classifier.decide import Thresholds
from classifier.knowledge import Knowledge
from classifier.model import Classifier, load_model
from training.compile import compile_knowledge
from training.corpus import Corpus, build_corpus
from training.embedding import train_embedding
from training.knowledge import Line
from training.noise import Noise
from training.recipe import Recipe

# Messages follow the locale; the tests quote the English ones.
os.environ["LC_ALL"] = "C.UTF-8"
SHARED = Path(__file__).resolve().parents[2] / "shared"

SMALL = {
    "570110": ("tapis noué main en laine", "zerbiya m39ouda souf", "knotted wool carpet"),
    "570210": ("kilim tissé laine", "hanbel mensouj", "hand-woven kilim"),
    "690730": ("zellige taillé main", "zellij tesserae", "زليج فسيفساء"),
    "691200": ("tajine en terre cuite", "clay tagine dish", "طاجين من الطين"),
    "420500": ("housse de pouf en cuir vide", "empty leather pouf cover", "بوف من الجلد فارغ"),
    "OUT": ("téléphone portable", "frozen fish", "سيارة"),
    "VAGUE": ("produits divers", "gifts", "هدايا"),
}


def small_lines() -> list[Line]:
    """Twenty-one lines, enough to train something that works."""
    languages = ("fr", "en", "ar")
    return [
        Line((code,), languages[i], "phrase", text, f"small:{code}")
        for code, texts in SMALL.items()
        for i, text in enumerate(texts)
    ]


@pytest.fixture(scope="session")
def small_corpus() -> Corpus:
    return build_corpus(small_lines(), {})


@pytest.fixture(scope="session")
def small_recipe() -> Recipe:
    return Recipe(buckets=4096, dimension=16, epochs=60, batch=8, rate=0.05, noise=Noise(0.0, 0.0, 0.0, 0.0))


@pytest.fixture(scope="session")
def small_model(small_corpus: Corpus, small_recipe: Recipe) -> Classifier:
    """A model trained here and now, so that tests do not lean on the shipped weights."""
    trained = train_embedding(small_corpus, small_recipe)
    everything = compile_knowledge()
    knowledge = Knowledge(
        everything.attributes,
        {code: everything.profiles[code] for code in SMALL if code in everything.profiles},
        everything.legal_basis,
        everything.neighbours,
    )
    artifact = Artifact(
        trained.encoder, trained.head, trained.languages, Thresholds(), knowledge, {"model": "small"}
    )
    return Classifier(artifact)


@pytest.fixture(scope="session")
def model() -> Classifier:
    """The shipped model."""
    return load_model()


@pytest.fixture
def small_catalogue(tmp_path: Path) -> Path:
    """A catalogue folder with the small lines."""
    folder = tmp_path / "catalogue"
    folder.mkdir()
    rows: dict[str, list[tuple[str, ...]]] = {}
    for line in small_lines():
        code = line.codes[0]
        name = {"OUT": "out_of_scope.csv", "VAGUE": "vague.csv"}.get(code, f"{code[:2]}.csv")
        rows.setdefault(name, []).append((code, line.language, line.style, line.text))
    for name, content in rows.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows([("code", "language", "style", "text"), *content])
    return folder


@pytest.fixture
def shared() -> Path:
    """The reference tables; absent on a user's machine."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared here")
    return SHARED


def close(left: object, right: object, tolerance: float = 1e-4) -> bool:
    """Whether two arrays agree."""
    return bool(np.allclose(np.asarray(left), np.asarray(right), atol=tolerance))
