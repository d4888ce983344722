from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from classifier.model import Classifier, load_model
from service.cli.decisions import decisions as decisions_cli
from service.cli.learn import train as train_command
from service.decisions import DecisionStore, Head, NewDecision
from service.storage import opened
from tests.conftest import small_lines
from training.card import card, write_card
from training.compile import compile_knowledge
from training.corpus import Corpus, with_lines
from training.decisions import TIMES, DecisionFileError, read_decisions, text_key
from training.knowledge import LANGUAGES, Line, catalogue_hash
from training.noise import Noise
from training.pipeline import train
from training.recipe import Recipe

RECIPE = Recipe(buckets=4096, dimension=16, epochs=2, batch=8, rate=0.05, noise=Noise(0.0, 0.0, 0.0, 0.0))
ATTRIBUTES = compile_knowledge().attributes


def chosen(text: str, code: str, **changes: Any) -> NewDecision:
    new = NewDecision(
        text=text, normalised=text, language="fr", candidates=((code, 0.5),), code=code,
        model="m", artifact="aa", catalogue="bb", edition="HS2022",
    )  # fmt: skip
    return replace(new, **changes)


def row(number: int, text: str, code: str = "570110", **changes: Any) -> dict[str, Any]:
    plain = {"id": f"D{number}", "sequence": number, "hash": f"{number:064x}", "text": text, "code": code,
             "edition": "HS2022", "language": "fr", "answers": {}, "corrects": None, "corrected_by": None,
             "erased": False}  # fmt: skip
    return plain | changes


@pytest.fixture
def measuring(tmp_path: Path) -> Path:
    """A folder of measuring lines: the small lines, and one that somebody decided as well."""
    folder = tmp_path / "validation"
    folder.mkdir()
    rows = [f"{line.text},{line.codes[0]},{line.language}" for line in small_lines()]
    for name in ("calibration", "validation"):
        lines = ["text,code,language", *rows, "Tapis Mesuré,570110,fr"]
        (folder / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def written(*rows: dict[str, Any]) -> Path:
        path = tmp_path / "decisions.jsonl"
        path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
        return path

    return written


def exported(folder: Path) -> tuple[Path, Head]:
    """A real store with decisions of every kind, written by ``hirfa decisions export``."""
    database, path = f"sqlite:///{folder / 'records.sqlite'}", folder / "export.jsonl"
    with opened(database) as engine:
        store = DecisionStore(engine)
        store.append(
            chosen("zarbiya boucherouite atlas", "570110", answers={"technique": "knotted", "stamp": "yes"})
        )
        wrong = store.append(chosen("lanterne ajouree laiton", "570210"))
        store.append(chosen("lanterne ajouree laiton", "691200", corrects=wrong.id))
        secret = store.append(chosen("secret de Fatima", "570110"))
        store.append(chosen("TAPIS mesuré !", "570110"))
        store.append(chosen("telephone", "851713"))
        head = (
            Head(last.sequence, last.hash)
            if (last := store.append(chosen("bougie du Rif", "340600")))
            else Head()
        )
        store.erase(secret.id, who="test")
    done = CliRunner().invoke(decisions_cli, ["export", str(path), "--database-url", database])
    assert done.exit_code == 0, done.output
    return path, head


def test_a_model_learns_from_decisions_and_says_so(
    small_catalogue: Path, measuring: Path, tmp_path: Path
) -> None:
    path, head = exported(tmp_path)
    before = catalogue_hash(small_catalogue)
    plain = train(RECIPE, tmp_path / "plain", catalogue=small_catalogue, validation=measuring)
    train(RECIPE, tmp_path / "model", catalogue=small_catalogue, validation=measuring, decisions=path)
    facts = load_model(tmp_path / "model").artifact.facts
    known = facts["decisions"]
    assert facts["catalogue"] == before == plain.artifact.facts["catalogue"]
    assert facts["lines"] == plain.artifact.facts["lines"] == len(small_lines())
    assert facts["codes"] == plain.artifact.facts["codes"] + 1  # 340600 stands in no line of the catalogue
    assert known["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert known["head"] == f"{head.sequence}:{head.hash}"
    assert (known["read"], known["used"], known["times"]) == (7, 3, TIMES)
    assert {k: v for k, v in known["left_out"].items() if v} == {
        "corrected": 1, "erased": 1, "outside_perimeter": 1, "measuring": 1,
    }  # fmt: skip
    assert facts["model"] != plain.name
    assert "decisions" not in plain.artifact.facts
    write_card(facts, tmp_path / "MODEL_CARD.md")
    said = (tmp_path / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert (
        "Also learnt: 3 of the 7 decisions in `export.jsonl` (3 lines, each seen 4 times in a pass; " in said
    )
    assert known["sha256"] in said
    assert known["head"] in said
    assert "Also learnt" not in card(plain.artifact.facts)


def test_what_people_decided_changes_what_is_answered(
    small_catalogue: Path, measuring: Path, tmp_path: Path, write: Callable[..., Path]
) -> None:
    recipe = replace(RECIPE, epochs=30)
    path = write(row(1, "boucherouite"), row(2, "glaoui", "570210"))

    def probability(model: Classifier, text: str, code: str) -> float:
        return {c.code: c.probability for c in model.classify(text).candidates}.get(code, 0.0)

    plain = train(recipe, tmp_path / "plain", catalogue=small_catalogue, validation=measuring)
    taught = train(
        recipe, tmp_path / "taught", catalogue=small_catalogue, validation=measuring, decisions=path
    )
    for text, code in (("boucherouite", "570110"), ("glaoui", "570210")):
        assert probability(taught, text, code) > max(0.5, probability(plain, text, code))


def test_each_decision_is_seen_several_times_in_a_pass(small_corpus: Corpus) -> None:
    new = [
        Line(("340600",), "fr", "phrase", "bougie du Rif", "d:1"),
        Line(("570110",), "und", "phrase", "!", "d:2"),
    ]
    corpus = with_lines(small_corpus, new, TIMES)
    assert corpus.lines[: len(small_corpus)] == small_corpus.lines
    assert [line.text for line in corpus.lines[len(small_corpus) :]] == ["bougie du Rif"] * TIMES
    assert corpus.labels == tuple(sorted({*small_corpus.labels, "340600"}))
    assert corpus.positions["340600"] == corpus.labels.index("340600")


def test_the_answers_are_learnt_with_the_text(measuring: Path, write: Callable[..., Path]) -> None:
    path = write(
        row(1, "tapis", answers={"technique": "knotted", "pile": "yes", "stamp": "x", "material": "unknown"}),
        row(2, "سجاد", language="ary", answers={"material": "wool"}),
        row(3, "rug", language="und", answers={"ankle": "covers"}),
    )
    lines = read_decisions(path, ATTRIBUTES, validation=measuring).lines
    knotted = ATTRIBUTES["technique"].values["knotted"]["fr"]
    assert [line.text for line in lines] == [f"tapis, {knotted}, avec poils", "سجاد, صوف", "rug"]
    assert [line.language for line in lines] == ["fr", "ary", "und"]
    assert {line.language for line in lines} <= {*LANGUAGES, "und"}


def test_a_text_decided_often_counts_once(measuring: Path, write: Callable[..., Path]) -> None:
    same = [row(number, "boucherouite") for number in range(1, 6)]
    found = read_decisions(write(*same, same[0], row(9, "boucherouite", "570210")), validation=measuring)
    assert (found.read, found.used) == (6, 6)
    assert [line.codes[0] for line in found.lines] == ["570110", "570210"]
    assert found.head == f"9:{9:064x}"


@pytest.mark.parametrize(
    "spelling", ["tapis mesuré", "TAPIS  MESURE", "Tapis, mesuré 2x3 m", "tapis mesuré\u200f!"]
)
def test_a_measuring_line_is_never_learnt(measuring: Path, write: Callable[..., Path], spelling: str) -> None:
    found = read_decisions(write(row(1, spelling), row(2, "boucherouite")), validation=measuring)
    assert found.left_out["measuring"] == 1
    assert [line.text for line in found.lines] == ["boucherouite"]


def test_nor_one_that_the_answers_make(measuring: Path, write: Callable[..., Path]) -> None:
    wool = ATTRIBUTES["material"].values["wool"]["fr"]
    with (measuring / "validation.csv").open("a", encoding="utf-8") as handle:
        handle.write(f"\nsac {wool},420222,fr\n")
    found = read_decisions(
        write(row(1, "sac", answers={"material": "wool"}), row(2, "boucherouite")),
        ATTRIBUTES,
        validation=measuring,
    )
    assert found.left_out["measuring"] == 1


def test_the_shipped_measuring_lines_are_known(write: Callable[..., Path]) -> None:
    path = write(
        row(1, "Huile d'olive lampante, acidité 4,2, en citerne", "150940"), row(2, "boucherouite zz")
    )
    assert read_decisions(path).left_out["measuring"] == 1
    assert text_key("Tapis !") == "tapis"


def test_a_correction_in_the_file_counts_even_where_the_older_line_does_not_know_it(
    measuring: Path, write: Callable[..., Path]
) -> None:
    path = write(row(1, "glaoui"), row(2, "glaoui", "570210", corrects="D1"), row(3, "old", edition="HS2017"))
    found = read_decisions(path, validation=measuring)
    assert [line.codes for line in found.lines] == [("570210",)]
    assert (found.left_out["corrected"], found.left_out["other_edition"]) == (1, 1)


BROKEN = {
    "not a line of JSON": "{",
    "'id' is missing or no text": '{"code": "570110"}',
    "not a decision but list": "[]",
    "'text' or 'answers' is not what an export holds": json.dumps(row(1, "x") | {"text": 5}),
    "no decision to learn from (wordless 1)": json.dumps(row(1, "!")),
    "it is empty": "\n",
}


@pytest.mark.parametrize(("said", "content"), BROKEN.items())
def test_a_file_that_is_no_export_is_refused_in_a_sentence(tmp_path: Path, said: str, content: str) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DecisionFileError) as caught:
        read_decisions(path)
    assert said in str(caught.value)
    assert "broken.jsonl" in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DecisionFileError, match="No such file"):
        read_decisions(tmp_path / "none.jsonl")


def test_the_command_line_takes_the_file(
    small_catalogue: Path, tmp_path: Path, write: Callable[..., Path]
) -> None:
    import typer

    app = typer.Typer()
    app.command()(train_command)
    target = tmp_path / "model"
    arguments = ["-o", str(target), "--catalogue", str(small_catalogue), "--epochs", "2"]
    done = CliRunner().invoke(app, [*arguments, "--decisions", str(write(row(1, "boucherouite zz")))])
    assert done.exit_code == 0, (done.output, done.exception)
    assert "1 of 1 decisions learnt" in done.output
    assert "Also learnt: 1 of the 1 decisions" in (target / "MODEL_CARD.md").read_text(encoding="utf-8")
