from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

KEYS = {
    "text", "language", "status", "code", "edition", "probability", "candidates", "prediction_set", "question",
    "evidence", "legal_basis", "model",
}  # fmt: skip


def hirfa(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "service.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


def test_classify_prints_one_json_object() -> None:
    done = hirfa("classify", "زليج مقطوع باليد", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert set(found) >= KEYS
    assert len(found["candidates"]) >= 5
    assert set(found["candidates"][0]) == {"code", "title", "probability"}
    assert found["language"] in ("ar", "ary")


def test_classify_speaks_the_language_asked_for() -> None:
    french, spanish = (
        hirfa("classify", "knotted wool carpet", "--lang", lang).stdout for lang in ("fr", "es")
    )
    assert "5701.10" in french
    assert "5701.10" in spanish
    assert french != spanish


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("classify", "tapis", "--lang", "de"), "--lang 'de' is not known; use one of fr, en, es, ar"),
        (("classify", "tapis", "--answer", "wool"), "is not attribute=value"),
        (("classify", "tapis", "--answer", "moon=wool"), "unknown attribute 'moon'"),
        (("classify", "tapis", "--model", "nowhere"), "holds no model"),
        (("score", "nowhere.csv"), "no such file"),
        (("evaluate", "nowhere.csv"), "no such file"),
    ],
)
def test_mistakes_get_one_sentence_and_exit_code_2(arguments: tuple[str, ...], message: str) -> None:
    done = hirfa(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert not done.stdout


def test_score_writes_beside_the_input(tmp_path: Path) -> None:
    source = tmp_path / "exports.csv"
    source.write_text("designation;valeur\nkilim tissé laine;10\n;5\n", encoding="utf-8")
    done = hirfa("score", str(source), "--workers", "1")
    assert done.returncode == 0, done.stderr
    scored = pd.read_csv(tmp_path / "exports_hs.csv", sep=";", dtype=str)
    assert scored["valeur"].tolist() == ["10", "5"]
    assert scored["hs_1"][0] == "570210"


def test_evaluate_measures_a_file_and_draws(tmp_path: Path) -> None:
    labelled = tmp_path / "lines.csv"
    labelled.write_text("text,code\nkilim tissé en laine,570210\nfrozen fish,OUT\n", encoding="utf-8")
    done = hirfa("evaluate", str(labelled), "--json", "--plots", str(tmp_path / "plots"))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["groups"][0]["top1"]["trials"] == 1
    assert (tmp_path / "plots" / "reliability.png").stat().st_size > 5000
    assert (tmp_path / "plots" / "risk_coverage.png").stat().st_size > 5000


def test_catalogue_check_names_what_is_wrong(small_catalogue: Path) -> None:
    with (small_catalogue / "57.csv").open("a", encoding="utf-8") as handle:
        handle.write("570190,fr,phrase,tapis noué main en laine\n999999,fr,phrase,rien\n")
    done = hirfa("catalogue", "check", str(small_catalogue), "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert "999999" in found["unknown"][0]
    assert "tapis noué main en laine" in found["ambiguous"][0]
    assert "570110" in found["ambiguous"][0]


def test_classify_starts_without_the_heavy_libraries() -> None:
    code = (
        "import sys; from classifier import load_model; load_model().classify('tapis');"
        "print([m for m in ('torch', 'sentence_transformers', 'pandas', 'pyarrow', 'sklearn', 'scipy')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_reclassify_accounts_for_every_dirham(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("an;hs;dh;quoi\n2013;6908.10;10,01;zellige\n2023;999999;1;?\n", "utf-8")
    common = ("reclassify", str(source), "--code", "hs", "--value", "dh", "-o", str(tmp_path / "out.csv"))
    done = hirfa(
        *common, "--text", "quoi", "--edition-column", "an", "--attach", "--lang", "ar", "--json",
        "--report", str(tmp_path / "report.html"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    account = json.loads(done.stdout)
    assert account["totals"] == [{"column": "dh", "given": "11.01", "unmapped": "1.00"}]
    assert account["unmapped_file"] == str(tmp_path / "out_unmapped.csv")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert 'dir="rtl"' in page
    assert "http" not in page
    moved = pd.read_csv(tmp_path / "out.csv", sep=";", dtype=str)
    assert set(moved.family) == {"pottery_stone"}
    detected = hirfa(*common)
    assert "edition detected: HS2012" in detected.stderr


def test_weights_may_come_from_the_file_itself(tmp_path: Path) -> None:
    rows = [("2013", "690810", 100, c) for c in ("FR", "US")] + [
        ("2019", "690730", 80, c) for c in ("FR", "US")
    ]
    source = tmp_path / "in.csv"
    pd.DataFrame(rows, columns=["year", "hs", "dh", "to"]).to_csv(source, index=False)
    done = hirfa(
        "reclassify", str(source), "--to", "HS2017", "--code", "hs", "--value", "dh", "--edition-column", "year",
        "--weights", "estimate", "--weights-by", "to", "-o", str(tmp_path / "out.parquet"), "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    moved = pd.read_parquet(tmp_path / "out.parquet")
    assert moved[moved.year == "2013"].groupby("target_code").dh.sum().idxmax() == "690730"


def test_codes_lines_and_code_lists_on_the_command_line(tmp_path: Path) -> None:
    card = json.loads(hirfa("nomenclature", "show", "690810", "--edition", "HS2012", "--json").stdout)
    assert "690730" in card["became"]["HS2022"]
    assert "5701.10" not in hirfa("nomenclature", "show", "5701", "--lang", "fr").stderr
    asked = json.loads(hirfa("tariff", "line", "tapis noué", "--code", "570110", "--json").stdout)
    assert asked["question"]["attribute"] == "stamp"
    told = hirfa("tariff", "line", "tapis", "--code", "570110", "--answer", "stamp=state-stamped").stdout
    assert told.startswith("5701100010")
    written = hirfa(
        "nomenclature", "export", str(tmp_path / "map.csv"), "--edition", "HS2012", "--to", "SITC4"
    )
    assert written.returncode == 0, written.stderr
    assert (tmp_path / "map.csv").read_text("utf-8").startswith("source,target,partial,relationship\n")
    listed = hirfa("nomenclature", "export", str(tmp_path / "codes.json"))
    assert (
        json.loads((tmp_path / "codes.json").read_text("utf-8"))["data"]["codelists"][0]["id"] == "CL_HS2022"
    ), listed
