"""The notebooks as they are stored: whole, clean, and run with the model that ships. `.ci/run` runs them."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path
from typing import Any

import pytest

from classifier.artifact import DEFAULT, MANIFEST

nbformat = pytest.importorskip("nbformat", reason="needs the extra: notebooks")
ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PACKAGES = {"classifier", "mappings", "service", "training"}


def test_there_are_three() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "score_a_table",
        "teach_it_a_new_craft",
        "ten_years_in_one_edition",
    ]


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def test_a_notebook_is_a_story_that_was_run_to_its_end(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    first, code = notebook.cells[0], [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert first.cell_type == "markdown"
    assert all(said in first.source for said in ("# ", "**For**", "**In ten minutes**", "language="))
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]
    assert any("image/png" in output.get("data", {}) for output in outputs)


def test_the_outputs_are_those_of_the_model_that_ships(path: Path) -> None:
    held = nbformat.read(path, as_version=4).metadata["hirfa"]["model"]
    assert held == hashlib.sha256((DEFAULT / MANIFEST).read_bytes()).hexdigest(), (
        f"{path.name} was run with another model; run: python notebooks/run.py --write"
    )


def test_a_notebook_names_no_place_of_its_machine_and_stays_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text) < 600_000
    assert not [place for place in ("/tmp/", "/home/", "/root/", "/work/", "../shared") if place in text]


def test_a_notebook_uses_what_the_packages_offer(path: Path) -> None:
    """Every name imported from Hirfa stands in the `__all__` of its module, or is public in it."""
    for name, module in imports(nbformat.read(path, as_version=4)):
        assert not name.startswith("_")
        offered = __import__(module, fromlist=["*"])
        assert name in getattr(offered, "__all__", dir(offered)), f"{module}.{name}"


def imports(notebook: Any) -> list[tuple[str, str]]:
    trees = [ast.parse(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    return [
        (alias.name, node.module)
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in PACKAGES
        for alias in node.names
    ]
