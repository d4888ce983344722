from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.model import Classifier, load_model
from tests.conftest import SMALL, small_lines
from training.baselines import minilm_folder, svm_baseline
from training.benchmark import measure_baseline
from training.calibrate import calibrate
from training.check import check_catalogue
from training.corpus import Corpus
from training.embedding import quantise, train_embedding
from training.evaluate import report, score_lines
from training.knowledge import CATALOGUE, VALIDATION, CatalogueError, read_catalogue, read_labelled
from training.noise import Noise, disturb
from training.pipeline import train
from training.recipe import Recipe


def test_a_model_learns_what_it_was_told(small_model: Classifier) -> None:
    for code, texts in SMALL.items():
        for text in texts:
            found = small_model.classify(text)
            if code.isdigit():
                assert found.candidates[0].code == code
            else:
                assert found.code is None


def test_training_twice_gives_the_same_weights(small_corpus: Corpus, small_recipe: Recipe) -> None:
    first, second = (train_embedding(small_corpus, small_recipe) for _ in range(2))
    assert np.array_equal(first.encoder.table, second.encoder.table)
    assert np.array_equal(first.head.weight, second.head.weight)


def test_calibration_sets_thresholds(small_model: Classifier) -> None:
    lines = small_lines() * 5
    artifact = calibrate(small_model.artifact, lines)
    found = report(score_lines(Classifier(artifact), lines))
    assert found.top1.value == 1
    assert found.coverage.value == 1
    assert found.decided_right.value == 1


@given(st.integers(0, 2**32), st.lists(st.text("abcdef", min_size=1, max_size=9), max_size=8))
def test_noise_never_empties_a_text(seed: int, tokens: list[str]) -> None:
    noisy = disturb(tokens, Noise(0.9, 0.9, 0.0, 0.0), (), random.Random(seed))
    assert bool(noisy) == bool(tokens)


@given(st.integers(0, 100))
def test_quantising_is_close(seed: int) -> None:
    weights = np.random.default_rng(seed).normal(size=(5, 7)).astype(np.float32)
    rows, scale = quantise(weights)
    assert np.abs(rows * scale[:, None] - weights).max() <= np.abs(weights).max() / 100


def test_any_sentence_transformers_model_serves_as_encoder(small_catalogue: Path, tmp_path: Path) -> None:
    target = tmp_path / "model"
    recipe = Recipe(encoder=minilm_folder())
    train(recipe, target, catalogue=small_catalogue, validation=_validation(tmp_path))
    found = load_model(target).classify("hand-knotted woollen carpet")
    assert found.candidates[0].code == "570110"
    assert len(found.candidates) == 5


def _validation(folder: Path) -> Path:
    rows = [f"{line.text},{line.codes[0]},{line.language}" for line in small_lines()]
    for name in ("calibration", "validation"):
        (folder / f"{name}.csv").write_text("\n".join(["text,code,language", *rows]), encoding="utf-8")
    return folder


def test_baselines_are_measured_on_craft_lines(small_corpus: Corpus) -> None:
    result = measure_baseline(svm_baseline(small_corpus), [x for x in small_lines() if x.codes[0].isdigit()])
    assert result.top1 > 0.6
    assert result.top3 >= result.top1


def test_the_catalogue_is_sound() -> None:
    found = check_catalogue()
    assert found.sound, (found.unknown[:3], found.duplicates[:3], found.ambiguous[:3])
    assert found.codes >= 600


def test_the_measuring_lines_are_not_in_the_catalogue() -> None:
    catalogue = {" ".join(line.text.lower().split()) for line in read_catalogue() if line.style != "phrase"}
    measuring = [
        x for name in ("calibration", "validation") for x in read_labelled(VALIDATION / f"{name}.csv")
    ]
    assert not [x.text for x in measuring if " ".join(x.text.lower().split()) in catalogue]
    texts = [x.text for x in measuring]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("570110,xx,phrase,tapis", "57.csv:2: unknown language 'xx'"),
        ("570110,fr,poem,tapis", "57.csv:2: unknown style 'poem'"),
        ("570110,fr,phrase,", "57.csv:2: the text is empty"),
    ],
)
def test_a_broken_row_is_named(tmp_path: Path, row: str, message: str) -> None:
    (tmp_path / "57.csv").write_text(f"code,language,style,text\n{row}\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=message):
        read_catalogue(tmp_path)


def test_no_reference_text_was_copied(shared: Path) -> None:
    import csv

    measured: set[str] = set()
    for name in ("independent_styled.csv", "uk_reference_terms.csv"):
        with (shared / "evaluation" / name).open(encoding="utf-8") as handle:
            measured |= {
                row["text"].lower() for row in csv.DictReader(handle) if len(row["text"].split()) > 5
            }
    ours = {line.text.lower() for line in read_catalogue(CATALOGUE)}
    assert not ours & measured
