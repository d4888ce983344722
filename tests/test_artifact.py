from __future__ import annotations

import json
from pathlib import Path

import pytest

from classifier import ArtifactError, Classifier, load_model
from classifier.artifact import DEFAULT, MANIFEST, load, save
from training.knowledge import catalogue_hash


@pytest.fixture
def folder(small_model: Classifier, tmp_path: Path) -> Path:
    save(small_model.artifact, tmp_path / "model")
    return tmp_path / "model"


def test_a_saved_model_answers_as_before(small_model: Classifier, folder: Path) -> None:
    texts = ["tapis noué laine", "زليج", "clay tagine", "divers"]
    again = Classifier(load(folder))
    for before, after in zip(small_model.classify(texts), again.classify(texts), strict=True):
        assert [c.code for c in before.candidates] == [c.code for c in after.candidates]
        assert abs(before.probability - after.probability) < 0.01


@pytest.mark.parametrize(
    "name", ["embedding.safetensors", "head.safetensors", "labels.json", "knowledge.json"]
)
def test_an_altered_file_is_named(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(ArtifactError, match=f"{name} was altered"):
        load(folder)


@pytest.mark.parametrize("name", ["embedding.safetensors", MANIFEST])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ArtifactError, match=f"{name}.* is missing"):
        load(folder)


def test_another_format_is_refused(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**manifest, "format": 99}))
    with pytest.raises(ArtifactError, match="format 99 is not 1"):
        load(folder)


def test_a_manifest_that_is_not_json_is_refused(folder: Path) -> None:
    (folder / MANIFEST).write_text("{")
    with pytest.raises(ArtifactError, match="not valid JSON"):
        load_model(folder)


def test_the_shipped_model_is_no_older_than_the_catalogue() -> None:
    manifest = json.loads((DEFAULT / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["catalogue"] == catalogue_hash(), "the catalogue changed; run: hirfa train"


def test_the_shipped_model_is_small_and_holds_no_pickle() -> None:
    files = [p for p in DEFAULT.iterdir() if p.is_file()]
    assert sum(p.stat().st_size for p in files) <= 20 * 1024 * 1024
    assert {p.suffix for p in files} <= {".safetensors", ".json", ".md"}
