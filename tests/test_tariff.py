from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from mappings import LANGUAGES, CodeError, TableError, title
from mappings.craft import attach_craft
from mappings.families import craft_status, families, family_of
from mappings.line_choice import choose_line
from mappings.nomenclature import load_nomenclature, perimeter
from mappings.tariff import moroccan_tariff
from mappings.tariff_import import import_tariff, load_tariff
from training.knowledge import VALIDATION

# Lines of the published table that state no rate are left out: obsolete positions of the web service.
WITHOUT_RATE = 26


def test_codes_and_rates_equal_the_published_ones(shared: Path) -> None:
    path = shared / "reference" / "morocco-tariff" / "morocco_adil_10digit_2026-02.csv.gz"
    with gzip.open(path, "rt") as handle:
        rows = {row["code"]: row for row in csv.DictReader(handle) if row["code"][:6] in set(perimeter())}
    ours = moroccan_tariff()
    left = [code for code in rows if code not in ours]
    assert len([code for code in left if not rows[code]["di"]]) == WITHOUT_RATE
    assert all("migration" in rows[code]["designation_fr"].lower() for code in left if rows[code]["di"])
    for code, line in ours.items():
        stated = (rows[code][name].replace("%", "").strip() for name in ("di", "tpi", "tva"))
        assert [float(rate) if rate else None for rate in stated] == [line.duty, line.parafiscal, line.vat]


def test_every_line_has_a_label_in_four_languages_and_a_unit_of_its_subheading() -> None:
    for line in moroccan_tariff().values():
        assert all(line.label(language) for language in LANGUAGES)
        assert line.unit == load_nomenclature()[line.code[:6]].unit


def test_craft_lines_are_those_that_the_tariff_names() -> None:
    craft = {code: line.craft for code, line in moroccan_tariff().items() if line.craft}
    assert craft["5701100010"] == "stamp"
    assert craft["6403591000"] == craft["6211420020"] == "tradition"
    assert craft["6302510010"] == craft["5810910010"] == "hand"
    assert craft["5805000000"] == "nature"
    assert craft_status("640359", "chaussure", "6403591000").ground == "line:6403591000"


def test_the_right_line_is_chosen_or_the_deciding_question_asked() -> None:
    with (VALIDATION / "national_lines.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    found = Counter[str]()
    for row in rows:
        chosen = choose_line(moroccan_tariff(), row["subheading"], row["text"])
        got = chosen.line.code if chosen.line else "?"
        found["right" if got == row["line"] else "asked" if chosen.question else "wrong"] += 1
        assert (chosen.line is None) == (chosen.question is not None)
    assert len(rows) == 450
    assert (found["right"] + found["asked"]) / len(rows) >= 0.93
    assert found["right"] / (found["right"] + found["wrong"]) >= 0.9


@pytest.mark.parametrize(
    ("text", "answers", "line"),
    [
        ("tapis noué estampillé par l'Etat", {}, "5701100010"),
        ("tapis noué", {"stamp": "state-stamped"}, "5701100010"),
        ("tapis noué", {"stamp": "other"}, "5701100090"),
        ("tapis noué sans estampille", {}, "5701100090"),
        ("زربية معقودة عليها ختم الدولة", {}, "5701100010"),
        ("tapis", {"line": "5701100090"}, "5701100090"),
    ],
)
def test_the_stamp_decides_the_line_of_a_carpet(text: str, answers: dict[str, str], line: str) -> None:
    chosen = choose_line(moroccan_tariff(), "570110", text, answers=answers)
    assert chosen.line is not None
    assert chosen.line.code == line


def test_an_unsaid_stamp_is_asked_in_the_users_language() -> None:
    asked = choose_line(moroccan_tariff(), "570110", "tapis noué", language="ar").question
    assert asked is not None
    assert asked.text == "هل يحمل ختم الدولة؟"
    assert [option.value for option in asked.options] == ["state-stamped", "other"]


def test_a_schedule_is_imported_beside_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIRFA_DATA", str(tmp_path))
    rows = [
        {"Position": "57.01.10.00.10", "Désignation": "tapis estampillés", "DI": "40 %", "TVA": "20"},
        {"Position": "5701100010", "Désignation": "encore", "DI": "1", "TVA": ""},
        {"Position": "57011", "Désignation": "trop court", "DI": "", "TVA": ""},
        {"Position": "1234560000", "Désignation": "inconnu", "DI": "", "TVA": ""},
        {"Position": "5701", "Désignation": "une position", "DI": "", "TVA": ""},
    ]
    done = import_tariff(rows, country="ma", date="2026-10-01", columns={"label": "Désignation"})
    assert done.lines == 1
    assert [str(sentence).split(":")[0] for sentence in done.refused] == ["row 3", "row 4", "row 5"]
    line = load_tariff("MA")["5701.10.00.10"]
    assert (line.duty, line.vat, line.craft, line.label()) == (40.0, 20.0, "stamp", "tapis estampillés")
    assert load_tariff("MA", imported=False)["5701100010"].duty == 30.0
    with pytest.raises(TableError, match="hirfa tariff import FILE --country EU"):
        load_tariff("EU")
    with pytest.raises(TableError, match="no column of codes"):
        import_tariff([{"a": "1"}], country="EU", date="2026-01-01")
    with pytest.raises(TableError, match="not a country of two letters"):
        import_tariff(rows, country="Maroc", date="2026-01-01")


def test_the_whole_published_schedule_can_be_imported(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIRFA_DATA", str(tmp_path))
    reference = shared / "reference"
    adil = pd.read_csv(
        reference / "morocco-tariff" / "morocco_adil_10digit_2026-02.csv.gz", dtype=str
    ).fillna("")
    done = import_tariff(adil.to_dict("records"), country="MA", date="2026-02-11")
    assert done.lines == len(adil)
    cn = pd.read_csv(reference / "hs-nomenclature" / "eu_cn2023_fr_en.csv.gz", dtype=str).fillna("")
    done = import_tariff(cn.to_dict("records"), country="EU", date="2023-01-01")
    # 99.45 to 99.70 are no goods: the EU's own lines for notes and corrections.
    assert done.lines == len(cn) - len(done.refused)
    assert all("chapter 99" in str(sentence) for sentence in done.refused)
    assert load_tariff("EU")["57011010"].label()


def test_an_unknown_line_names_the_nearest() -> None:
    with pytest.raises(CodeError, match="5701100010"):
        moroccan_tariff()["5701100011"]


def test_families_have_words_and_codes_of_every_edition() -> None:
    for found in families():
        assert set(found.titles) == set(found.definitions) == set(LANGUAGES)
        assert all(found.titles.values())
        assert all(found.definitions.values())
        for edition in ("HS2007", "HS2012", "HS2022"):
            assert found.codes(edition)
            assert set(found.codes(edition)) <= set(load_nomenclature(edition).subheadings)
    assert {family_of(code) for code in ("691200", "570210", "460219", "621142", "640420")} == {
        "pottery_stone", "carpets", "basketry", "traditional_garments", "footwear",
    }  # fmt: skip


def test_evidence_decides_and_denial_is_heard() -> None:
    frame = pd.DataFrame(
        {
            "hs": ["570110", "940360", "940360", "940360", "731815", "630251"],
            "text": [
                "tapis",
                "table",
                "table fait main",
                "table, production de série",
                "vis",
                "nappe sans machine",
            ],
        }
    )
    found = attach_craft(frame, code="hs", text="text")
    assert found.craft_status.tolist() == [
        "craft_line", "possible", "craft_by_evidence", "not_craft", "not_craft", "craft_by_evidence",
    ]  # fmt: skip
    assert found.index.equals(frame.index)
    assert title("570110") != ""
