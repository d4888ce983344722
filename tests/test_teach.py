"""A model that is taught new lines knows them, and what it knew before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classifier.artifact import Artifact
from classifier.model import Classifier, load_model
from tests.conftest import SMALL
from training.corpus import Corpus
from training.embedding import Network, train_embedding
from training.knowledge import CatalogueError, catalogue_hash
from training.lesson import teach
from training.recipe import Recipe
from training.start import start_from


@pytest.fixture
def learner(small_model: Classifier, small_catalogue: Path) -> Classifier:
    facts = {"model": "small", "catalogue": catalogue_hash(small_catalogue)}
    return Classifier(replace(small_model.artifact, facts=facts))


@pytest.fixture
def measuring(tmp_path: Path) -> Path:
    folder = tmp_path / "validation"
    folder.mkdir()
    rows = [f"{text},{code},fr,phrase" for code, texts in SMALL.items() for text in texts]
    for kind in ("calibration", "validation"):
        (folder / f"{kind}.csv").write_text("\n".join(["text,code,language,style", *rows]), "utf-8")
    return folder


def with_an_akhnif(catalogue: Path, folder: Path) -> Path:
    folder.mkdir()
    for path in catalogue.glob("*.csv"):
        (folder / path.name).write_bytes(path.read_bytes())
    lines = ("cape akhnif en laine", "akhnif noir", "wool akhnif cape")
    rows = [f"620120,fr,phrase,{line}" for line in lines]
    (folder / "62.csv").write_text("\n".join(["code,language,style,text", *rows]), "utf-8")
    return folder


def test_a_lesson_adds_a_code_and_keeps_the_others(
    learner: Classifier, small_catalogue: Path, small_recipe: Recipe, measuring: Path, tmp_path: Path
) -> None:
    wider = with_an_akhnif(small_catalogue, tmp_path / "wider")
    made = teach(
        learner,
        tmp_path / "made",
        catalogue=wider,
        learnt=small_catalogue,
        validation=measuring,
        recipe=small_recipe,
        share=1.0,
    )
    assert made.classify("vieil akhnif").candidates[0].code == "620120"
    assert made.artifact.facts["taught"] == {"from": "small", "new_lines": 3, "rehearsed": 21}
    assert made.artifact.facts["metrics"]["craft"][0]["top1"]["value"] == 1
    assert load_model(tmp_path / "made").classify("akhnif").candidates[0].code == "620120"


def test_a_lesson_without_passes_changes_nothing(
    small_model: Classifier, small_corpus: Corpus, small_recipe: Recipe
) -> None:
    same = train_embedding(small_corpus, replace(small_recipe, epochs=0), start=small_model.artifact)
    assert np.array_equal(same.head.weight, small_model.artifact.head.weight)
    encode = small_model.artifact.encoder.encode
    assert np.allclose(same.encoder.encode(["tapis noué"]), encode(["tapis noué"]), atol=1e-2)


def test_only_the_words_given_move(
    small_model: Classifier, small_corpus: Corpus, small_recipe: Recipe
) -> None:
    start = small_model.artifact
    taught = train_embedding(small_corpus, small_recipe, start=start, moving=("noué",))

    def moved(text: str) -> float:
        return float(np.abs(taught.encoder.encode([text]) - start.encoder.encode([text])).max())

    assert moved("noué") > 0.05
    assert moved("zellige") < 0.01


def test_what_cannot_be_taught_is_said(
    learner: Classifier, small_catalogue: Path, small_recipe: Recipe, measuring: Path, tmp_path: Path
) -> None:
    with pytest.raises(CatalogueError, match="has no line"):
        teach(learner, tmp_path, catalogue=small_catalogue, learnt=small_catalogue, validation=measuring)
    wider = with_an_akhnif(small_catalogue, tmp_path / "wider")
    with pytest.raises(CatalogueError, match="did not learn from"):
        teach(learner, tmp_path, catalogue=wider, learnt=wider, validation=measuring)
    network = Network(replace(small_recipe, buckets=64), ("570110", "OUT"))
    with pytest.raises(CatalogueError, match="embedding of 4096×16"):
        start_from(network, learner.artifact)


def test_a_transformer_has_nothing_to_start_from(small_model: Classifier, small_recipe: Recipe) -> None:
    made: Artifact = replace(small_model.artifact, languages=None)
    with pytest.raises(CatalogueError, match="no embedding of our own"):
        start_from(Network(small_recipe, ("570110", "OUT")), made)
