"""From records to published totals on the command line, and intervals in the barometer."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pysdmx.io
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from mappings import Barometer, HirfaError, family_of
from mappings.barometer import Confidentiality, sample
from mappings.barometer.current import current_codes
from mappings.statistics import (
    EstimateError,
    answer_sheet,
    convenience_sample,
    plan_sample,
    read_decided,
    read_plan,
    read_sheet,
    shares_from_parts,
    with_known,
    write_plan,
)
from service.cli.main import app
from tests.test_estimate import FAMILIES, make_year, run, true_totals


def hits(found: pd.DataFrame, truth: pd.Series) -> float:
    """How many of the intervals hold the truth."""
    inside = found.reindex(truth.index, fill_value=0.0)
    return float(((inside["low"] <= truth) & (truth <= inside["high"])).mean())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["ppi++", "greg", "verified-only"]))
def test_corrections_are_deducted(seed: int, method: str) -> None:
    rng = np.random.default_rng(seed)
    year = make_year(seed, 300)
    year["dh"] = np.where(rng.random(300) < 0.1, -0.3 * year["dh"], year["dh"])
    found = run(year, year.sample(90, random_state=seed), method=method, confidence="p")
    assert np.isclose(found["total"].sum(), year["dh"].sum())
    assert np.isclose(found["share"].sum(), 1)
    assert ((found["low"] <= found["total"]) & (found["total"] <= found["high"])).all()
    whole = run(year, year, method=method)
    assert np.allclose(whole["total"], true_totals(year).reindex(whole.index, fill_value=0.0))


def test_intervals_cover_net_totals_and_divided_records() -> None:
    """Corrections, records shared out among two families, and plans that know of neither."""
    net, divided, twice = [], [], []
    for seed in range(60):
        rng, year = np.random.default_rng(seed), make_year(seed)
        corrected = year.assign(dh=np.where(rng.random(len(year)) < 0.05, -0.5 * year["dh"], year["dh"]))
        plan = plan_sample(corrected, value="dh", predicted="family", confidence="p", size=150, seed=seed)
        drawn = plan.design[plan.design["selected"]].join(year["true"])
        design = {"probabilities": "inclusion", "strata": "stratum", "confidence": "p"}
        net.append(hits(run(corrected, drawn, **design), true_totals(corrected)))
        # Four records in ten are sold under a code that divides, six to four on average.
        rows = np.flatnonzero(rng.random(len(year)) < 0.4)
        chance = rng.uniform(0.4, 0.8, len(rows))
        first = year["family"].to_numpy(object)[rows]
        place = pd.Series(range(4), FAMILIES)
        second = FAMILIES[(place[first].to_numpy() + 2) % 4]
        truth = year["true"].to_numpy(object, copy=True)
        truth[rows] = np.where(rng.random(len(rows)) < chance, first, second)
        parts = pd.concat([
            pd.DataFrame({"n": year.index.difference(rows), "f": year["family"].drop(rows), "p": 1.0}),
            pd.DataFrame({"n": rows, "f": first, "p": chance}),
            pd.DataFrame({"n": rows, "f": second, "p": 1 - chance}),
        ])  # fmt: skip
        shares = shares_from_parts(parts, record="n", share="p", category="f")
        year = year.assign(true=truth, var=(year["dh"] ** 2) * (shares * (1 - shares)).sum(axis=1))
        verified = year.sample(150, random_state=seed)
        found = run(year, verified, shares=shares)
        divided.append(hits(found, true_totals(year)))
        again = run(year, verified, shares=shares, variance="var")
        twice.append((again["standard_error"] > found["standard_error"]).all())
    assert 0.9 <= np.mean(net) <= 0.995
    assert 0.9 <= np.mean(divided) <= 0.99
    # The residuals hold the variance of sharing out already: given once more it counts twice.
    assert all(twice)


def test_a_plan_waits_in_a_file(tmp_path: Path) -> None:
    year = make_year(1)
    plan = plan_sample(year, value="dh", predicted="family", confidence="p", size=60)
    write_plan(plan, year["dh"], tmp_path / "plan.json", covered=(24264, 24275))
    saved = read_plan(tmp_path / "plan.json")
    saved.check(year["dh"])
    assert saved.covered == (24264, 24275)
    filled = plan.sheet(year).assign(verified_code=lambda t: year.loc[t["row"], "true"].to_numpy())
    pd.testing.assert_frame_equal(read_sheet(filled, saved.plan), read_sheet(filled, plan))
    changed = year["dh"].copy()
    changed[saved.values.index[3]] += 1
    for values, word in (
        (year["dh"].head(1999), "2000 records and the table has 1999"),
        (changed, "value is"),
    ):
        with pytest.raises(EstimateError, match=word):
            saved.check(values)
    (tmp_path / "other.json").write_text("{}")
    for name, word in (("other.json", "not a sampling plan"), ("none.json", "No such file")):
        with pytest.raises(EstimateError, match=word):
            read_plan(tmp_path / name)


def decision(identifier: str, text: str | None, code: str, **more: object) -> str:
    return json.dumps({"id": identifier, "text": text, "code": code, "edition": "HS2022", **more})


def test_decisions_speak_for_drawn_rows_and_for_themselves() -> None:
    lines = [
        decision("A", "Tapis  Noué", "570110"),
        decision("B", "plat", "691200"),
        decision("C", "plat", "691110"),
        decision("D", "sac", "420221", corrected_by="E"),
        decision("E", "sac", "420222", corrects="D"),
        decision("F", None, "691200", erased=True),
        decision("G", "vase", "691310") .replace("HS2022", "HS2017"),
    ]  # fmt: skip
    decided = read_decided(lines)
    assert dict(decided.codes) == {"sac": "420222", "tapis noué": "570110"}
    assert decided.left_out == {"corrected": 1, "erased": 1, "other_edition": 1, "contradicted": 1}
    codes = decided.rows(pd.Series(["tapis noué", None, "SAC", "plat"], index=[4, 5, 6, 7]))
    assert codes.to_dict() == {4: "570110", 6: "420222"}
    year = make_year(2)
    plan = plan_sample(year, value="dh", predicted="family", confidence="p", size=50)
    drawn = plan.design.index[plan.design["selected"]]
    other = year.index.difference(drawn)[0]
    filled = answer_sheet(plan.sheet(year), plan, pd.Series({drawn[0]: "carpets", other: "wood"}))
    assert filled.set_index("row")["verified_code"].to_dict() == {
        r: "carpets" if r == drawn[0] else "" for r in drawn
    }
    with pytest.raises(EstimateError, match="line 1: not a decision"):
        read_decided(["{}"])


def test_known_rows_add_no_bias_and_convenience_does() -> None:
    """Somebody asked about wood only: those rows tell of themselves, not of the others."""
    known_hits, asked_hits = [], []
    for seed in range(40):
        year = make_year(seed)
        plan = plan_sample(year, value="dh", predicted="family", confidence="p", size=120, seed=seed)
        sheet = plan.sheet(year).assign(verified_code=lambda t, y=year: y.loc[t["row"], "true"].to_numpy())
        wrong = year.index[(year["family"] != year["true"])]
        asked = year.loc[wrong[: len(wrong) // 2], "true"]
        both = with_known(read_sheet(sheet, plan), asked)
        design = {
            "truth": "verified_code",
            "probabilities": "inclusion",
            "strata": "stratum",
            "confidence": "p",
        }
        known_hits.append(hits(run(year, both, **design), true_totals(year)))
        alone = convenience_sample(asked, year["family"])
        asked_hits.append(hits(run(year, alone, **design), true_totals(year)))
    assert np.mean(known_hits) >= 0.9
    assert np.mean(asked_hits) < 0.5


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pd.DataFrame]:
    folder = tmp_path_factory.mktemp("road")
    records = sample(5_000, seed=5)
    records = records[records["date"] >= "2022"].reset_index(drop=True)
    records.to_csv(folder / "exports.csv", index=False)
    return folder, records


def hirfa(*arguments: object) -> dict[str, object]:
    ran = CliRunner().invoke(app, [*map(str, arguments), "--json"])
    if ran.exception:
        raise ran.exception
    return json.loads(ran.stdout)  # type: ignore[no-any-return]


def fill(folder: Path, records: pd.DataFrame, name: str = "sheet") -> Path:
    sheet = pd.read_csv(folder / f"{name}.csv")
    sheet["verified_code"] = records.loc[sheet["row"], "true_code"].to_numpy()
    sheet.to_csv(folder / f"{name}.csv", index=False)
    return folder / f"{name}.csv"


def test_from_a_file_to_totals(exports: tuple[Path, pd.DataFrame]) -> None:
    folder, records = exports
    file, sheet = folder / "exports.csv", folder / "sheet.csv"
    planned = hirfa(
        "estimate", "plan", file, "-o", sheet, "--rows", 150, "--through", "2023-11", "--show", "region"
    )
    assert planned["to_verify"] == 150
    assert 0 < planned["margin"] < 0.1  # type: ignore[operator]
    assert list(pd.read_csv(sheet).columns) == ["row", "text", "region", "verified_code"]
    fill(folder, records)
    made = hirfa("estimate", "totals", file, "--sheet", sheet, "-o", folder / "totals.csv")
    assert (made["drawn"], made["verified"], made["sample"]) == (150, 150, "drawn")
    table = pd.read_csv(folder / "totals.csv").set_index("family")
    window = records[records["date"] < "2023-12"]
    truth = window.groupby(window["true_code"].map(family_of))["value_dh"].sum()
    assert table["total"].sum() == pytest.approx(truth.sum(), rel=0.02)
    assert hits(table, truth) >= 0.85
    off = (table["naive"] - truth).abs().sum()
    assert (table["total"] - truth).abs().sum() < 0.7 * off
    months = hirfa("estimate", "totals", file, "--sheet", sheet, "--by", "month")["rows"]
    assert [row["month"] for row in months][:2] == ["2022-01", "2022-02"]  # type: ignore[index]


def test_decisions_of_the_service_are_no_sample(exports: tuple[Path, pd.DataFrame]) -> None:
    folder, records = exports
    file = folder / "exports.csv"
    asked = records.dropna(subset=["text"]).drop_duplicates("text").head(40)
    lines = [decision(str(i), row["text"], row["true_code"]) for i, row in asked.iterrows()]
    (folder / "d.jsonl").write_text("\n".join(lines), "utf-8")
    with pytest.raises(HirfaError, match="no row was drawn by a plan"):
        hirfa("estimate", "totals", file, "--decisions", folder / "d.jsonl")
    said = CliRunner().invoke(
        app,
        [
            "estimate",
            "totals",
            str(file),
            "--decisions",
            str(folder / "d.jsonl"),
            "--convenience",
            "--lang",
            "en",
        ],
    )
    assert re.search(r"nobody drew these \d+ rows", " ".join(said.stderr.split()))
    hirfa("estimate", "plan", file, "-o", folder / "s2.csv", "--rows", 60)
    part = fill(folder, records, "s2")
    with_some = hirfa("estimate", "totals", file, "--sheet", part, "--decisions", folder / "d.jsonl")
    without = hirfa("estimate", "totals", file, "--sheet", part)
    assert with_some["not_drawn"] > 0  # type: ignore[operator]
    assert with_some["rows"] == without["rows"]
    known = hirfa(
        "estimate", "totals", file, "--sheet", part, "--decisions", folder / "d.jsonl", "--convenience"
    )
    assert known["sample"] == "drawn, and known"


def test_the_barometer_with_a_sheet(exports: tuple[Path, pd.DataFrame], tmp_path: Path) -> None:
    folder, records = exports
    file, sheet = folder / "exports.csv", folder / "b.csv"
    common = ["--code", "hs_code"]
    hirfa("estimate", "plan", file, "-o", sheet, "--rows", 120, "--through", "2023-11", *common)
    fill(folder, records, "b")
    made = hirfa("barometer", file, "-o", tmp_path, "--sheet", sheet, "--through", "2023-11", "--lang", "es")
    assert made["low"] <= made["value"] <= made["high"] * 1.0001  # type: ignore[operator]
    for name, key in (
        ("family", "family"),
        ("code", "code"),
        ("destination", "destination"),
        ("monthly", "time_period"),
    ):
        table = pd.read_csv(tmp_path / "tables" / f"{name}.csv", dtype={key: str})
        shown = table[table["estimate"].notna()]
        assert len(shown) > 5, name
        assert ((shown["low"] <= shown["estimate"] + 1) & (shown["estimate"] <= shown["high"] + 1)).all(), (
            name
        )
    read = pysdmx.io.read_sdmx(tmp_path / "sdmx" / "structures.xml", validate=False)
    family = next(d for d in read.get_data_structure_definitions() if d.id == "DSD_FAMILY")
    roles = {c.id: c.role.name for c in family.components}
    assert (roles["OBS_VALUE"], roles["LOW"], roles["ESTIMATOR"]) == ("MEASURE", "ATTRIBUTE", "ATTRIBUTE")
    observed = pd.read_csv(tmp_path / "sdmx" / "family.csv")
    sure = observed[observed["MEASURE"] == "ESTIMATE"].dropna(subset=["OBS_VALUE"])
    assert ((sure["LOW"] <= sure["OBS_VALUE"] + 1) & (sure["OBS_VALUE"] <= sure["HIGH"] + 1)).all()
    page = (tmp_path / "barometer.es.html").read_text("utf-8")
    assert "Intervalo de la variación" in page
    assert "intervalo de confianza" in page
    late = ["barometer", file, "-o", tmp_path, "--sheet", sheet, "--lang", "es"]
    with pytest.raises(EstimateError, match="the sample covers"):
        hirfa(*late)


def test_intervals_of_hidden_cells_are_hidden(exports: tuple[Path, pd.DataFrame]) -> None:
    _, records = exports
    moved = current_codes(
        records, {"date": "date", "code": "hs_code", "value": "value_dh", "edition_column": "edition"}
    )
    made = Barometer(
        moved.frame,
        date="date",
        value="value_dh",
        code=moved.code,
        share=moved.share,
        record=moved.record,
        confidentiality=Confidentiality("exporter", fewest=40),
    )
    plan = plan_sample(
        records.assign(p=0.9), value="value_dh", predicted="true_code", confidence="p", size=90
    )
    drawn = plan.design[plan.design["selected"]].assign(verified_code=records["true_code"])
    table = made.with_sample(drawn).by("family")
    hidden = table[table["suppressed"]]
    assert len(hidden)
    assert hidden[["estimate", "standard_error", "low", "high", "growth_low"]].isna().all(axis=None)
    assert table.loc[~table["suppressed"] & (table["family"] != ""), "estimate"].notna().all()
    assert "estimate" not in made.by("family")


def test_growth_has_an_interval() -> None:
    rows = [
        (f"{year}-01", code, 100.0 + year - 2022)
        for year in (2022, 2023)
        for code in ("570110", "691200")
        for _ in range(60)
    ]
    frame = pd.DataFrame(rows, columns=["date", "code", "value"])
    made = Barometer(frame, date="date", value="value", code="code")
    drawn = frame.sample(60, random_state=1)
    verified = pd.DataFrame({"verified_code": drawn["code"], "stratum": 1, "inclusion": 0.25})
    table = made.with_sample(verified).by("family").set_index("family")
    assert (table["growth_low"] < table["growth"]).all()
    assert (table["growth"] < table["growth_high"]).all()
    totals = made.with_sample(verified).headline
    assert totals["estimate"] == pytest.approx(totals["value"])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--rows", "20", "--margin", "0.1"], "give --margin or --rows, not both"),
        (["--rows", "20", "--by", "family", "--by", "code"], "choose one of the two"),
        (["--rows", "20", "--by", "nothing"], "no column 'nothing'"),
        (["--rows", "20", "--text", "nowhere"], "no column 'nowhere'"),
        (["--rows", "3"], "not from 10"),
    ],
)
def test_plans_that_cannot_be_are_refused(
    exports: tuple[Path, pd.DataFrame], options: list[str], sentence: str
) -> None:
    folder, _ = exports
    with pytest.raises(HirfaError, match=sentence):
        hirfa("estimate", "plan", folder / "exports.csv", "-o", folder / "no.csv", *options)
    assert not (folder / "no.csv").exists()


def test_figures_tell_no_craft_line() -> None:
    """What `mappings.craft.statuses` relies on when it merges texts that differ in figures."""
    from mappings.tariff import moroccan_tariff

    lines = [line for line in moroccan_tariff().values() if line.craft and line.qualifier]
    assert lines
    cues = [cue for line in lines for cue in line.qualifier.cues]  # type: ignore[union-attr]
    assert not [cue for cue in cues if re.search(r"(?<!\w)\d+(?!\w)", cue)]
