from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from mappings import HirfaError
from mappings.barometer import Barometer, render_barometer, resolve, sample
from mappings.barometer.current import current_codes
from mappings.barometer.export import write_barometer
from mappings.barometer.sdmx_tables import write_sdmx_tables
from mappings.craft import attach_craft, statuses
from mappings.families import family_of
from service.cli.barometer import barometer as barometer_command
from service.cli.barometer import sample as sample_command

NAMES = {"date": "date", "value": "value_dh", "code": "true_code"}
MORE = {
    "text": "text",
    "destination": "destination",
    "region": "region",
    "declaration": "declaration",
    "currency": "currency",
    "quantity": "quantity",
}


@pytest.fixture(scope="module")
def records() -> pd.DataFrame:
    return sample(8_000, seed=7)


@pytest.fixture(scope="module")
def november(records: pd.DataFrame) -> Barometer:
    return Barometer(records, **NAMES, **MORE, through="2023-11")


def made(rows: list[tuple[object, ...]], names: str, **options: object) -> Barometer:
    columns = names.split()
    given_names = {n: n for n in columns if n != "exporter"}
    return Barometer(pd.DataFrame(rows, columns=columns), **given_names, **options)  # type: ignore[arg-type]


def shares(barometer: Barometer, dimension: str) -> dict[str, float]:
    table = barometer.by(dimension)  # type: ignore[arg-type]
    return dict(zip(table[dimension], table["share"], strict=True))


def found(barometer: Barometer) -> dict[str, int]:
    return dict(zip(barometer.findings["finding"], barometer.findings["records"], strict=True))


def test_sample_adds_up_to_the_published_figures(records: pd.DataFrame, november: Barometer) -> None:
    assert november.headline["value"] == pytest.approx(984e6, rel=1e-3)
    assert november.headline["growth"] == pytest.approx(0.07, abs=1e-4)
    year = Barometer(records, **NAMES, **MORE)
    assert year.headline["value"] > 1.1e9
    assert year.headline["growth"] == pytest.approx(0.03, abs=1e-4)
    totals = year.annual.set_index("time_period")["value"]
    assert totals["2024"] / totals["2019"] == pytest.approx(1.40, abs=1e-3)
    for barometer in (november, year):
        markets, families = shares(barometer, "destination"), shares(barometer, "family")
        assert [markets[c] for c in ("US", "FR", "ES")] == pytest.approx([0.44, 0.14, 0.06], abs=1e-3)
        assert [families[f] for f in ("pottery_stone", "carpets")] == pytest.approx([0.36, 0.20], abs=1e-3)


def test_sample_is_labelled_reproducible_and_dirty(records: pd.DataFrame) -> None:
    assert records["synthetic"].str.startswith("synthetic").all()
    assert len(records) == 8_000
    pd.testing.assert_frame_equal(records, sample(8_000, seed=7))
    assert records.groupby("edition", observed=True)["date"].min().str[:4].to_dict() == {
        "HS2007": "2010",
        "HS2012": "2012",
        "HS2017": "2017",
        "HS2022": "2022",
    }
    assert records[["text", "hs_code", "destination", "quantity", "region"]].isna().any().all()
    late = records[records["kind"] == "correction"]
    assert set(late["date"].str[:4]) == {"2021"}
    assert set(late["recorded"].str[:4]) == {"2022"}
    assert set(records["language"]) == {"fr", "en", "es", "ar", "darija"}
    with pytest.raises(HirfaError, match="5,000"):
        sample(100)


def test_reclassified_sample_keeps_totals_and_shares(records: pd.DataFrame) -> None:
    columns = {"date": "date", "code": "hs_code", "value": "value_dh", "text": "text", "quantity": "quantity"}
    moved = current_codes(records, {**columns, "edition_column": "edition"})
    assert moved.frame["value_dh"].sum() == pytest.approx(records["value_dh"].sum(), abs=1e-3)
    truth = records["true_code"].map(family_of)
    assert truth.isin(["", None]).sum() == 0
    barometer = Barometer(
        moved.frame, date="date", value="value_dh", code="target_code", share="share", record="hirfa_record"
    )
    families = shares(barometer, "family")
    # Without reading texts, the records without code (1.5 %) stay in no family.
    assert families["pottery_stone"] == pytest.approx(0.36, abs=0.02)
    assert barometer.annual["records"].sum() == pytest.approx(8_000, abs=15)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["2022-01", "2022-02", "2023-01", "2023-02"]),
            st.sampled_from(["570110", "691200", "940360", "711311"]),
            st.integers(-50, 1_000),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_growth_and_contributions_add_up(rows: list[tuple[str, str, int]]) -> None:
    barometer = made([("2023-01", "570110", 10), ("2022-01", "570110", 500), *rows], "date code value")
    head = barometer.headline
    for dimension in ("family", "code"):
        table = barometer.by(dimension)  # type: ignore[arg-type]
        assert table["value"].sum() == pytest.approx(head["value"])
        assert table["previous"].sum() == pytest.approx(head["previous"])
        if head["previous"] > 0:
            assert table["contribution"].sum() == pytest.approx(head["growth"])
    months = barometer.monthly
    assert months["cumulated"].iloc[-1] == pytest.approx(head["value"])


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ("États-Unis|United States|Estados Unidos|الولايات المتحدة|USA|840|etats unis", "US"),
        ("Allemagne|Germany|Alemania|ألمانيا|DEU|276|Allemgne|Germny", "DE"),
        ("Émirats arabes unis|United Arab Emirates|الإمارات العربية المتحدة|EAU|ARE", "AE"),
        ("Maroc|Morocco|Marruecos|المغرب|504", "MA"),
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("Yougoslavie|Yugoslavia|يوغوسلافيا", "YUCS"),
        ("URSS|الاتحاد السوفياتي", "SUHH"),
        ("Tchécoslovaquie|Checoslovaquia", "CSHH"),
        ("Atlantide|Zzz|نرنيا", "_X"),
    ],
)
def test_countries_in_four_languages(names: str, code: str) -> None:
    assert {name: resolve(name).code for name in names.split("|")} == dict.fromkeys(names.split("|"), code)


def test_unknown_destinations_are_reported_and_keep_their_value() -> None:
    rows = [
        ("2023-01", "570110", 5, "Atlantide"),
        ("2023-01", "570110", 7, "Yougoslavie"),
        ("2023-01", "570110", 1, "FR"),
    ]
    barometer = made(rows, "date code value destination")
    assert barometer.headline["value"] == 13
    assert barometer.by("destination")["value"].sum() == 13
    odd = barometer.to_check("destination")
    assert odd[["given", "status", "value"]].to_numpy().tolist() == [
        ["Atlantide", "unknown", 5.0],
        ["Yougoslavie", "former", 7.0],
    ]
    assert {"no_destination", "former"} <= set(found(barometer))


def test_missing_months_are_compared_like_for_like() -> None:
    rows = [(f"2022-{m:02d}", "570110", 100) for m in (1, 2, 3)] + [
        (f"2023-{m:02d}", "570110", 110) for m in (1, 3)
    ]
    barometer = made(rows, "date code value")
    assert barometer.headline["growth"] == pytest.approx(0.10)
    assert barometer.window.missing == (2,)
    assert "missing_months" in found(barometer)


def test_corrections_zeros_and_unreadable_records_are_said() -> None:
    rows = [
        ("2023-01", "570110", "100"),
        ("2023-01", "570110", "-30"),
        ("2023-01", "570110", "0"),
        ("2023-01", "", "5"),
        ("2023-01", "731815", "7"),
        ("soon", "570110", "9"),
        ("2023-01", "570110", "many"),
        ("2023-01", "570110", None),
    ]
    barometer = made(rows, "date code value")
    assert barometer.headline["value"] == 82
    said = found(barometer)
    for key in ("negative", "zero", "no_code", "no_family", "undated", "bad_value", "no_value"):
        assert said[key] == 1, key


def test_repeated_declarations_are_reported_and_can_be_dropped() -> None:
    rows = [("2023-01", "570110", 10, "A1"), ("2023-01", "570110", 10, "A1"), ("2023-01", "691200", 5, "A1")]
    kept = made(rows, "date code value declaration")
    assert kept.headline["value"] == 25
    assert found(kept)["repeated"] == 1
    assert found(kept)["several_rows"] == 1
    assert made(rows, "date code value declaration", drop_repeated=True).headline["value"] == 15


def test_mixed_currencies_need_rates() -> None:
    rows = [("2023-01", "570110", 10, "MAD"), ("2023-01", "570110", 10, "EUR")]
    with pytest.raises(HirfaError, match="EUR, MAD are mixed and EUR has no rate"):
        made(rows, "date code value currency")
    assert made(rows, "date code value currency", rates={"EUR 2023": 11.0}).headline["value"] == 120


def test_constant_dirhams_need_an_index_for_every_period() -> None:
    rows = [("2022-01", "570110", 100), ("2023-01", "570110", 107)]
    barometer = made(rows, "date code value", deflators={"2022": 100.0, "2023": 107.0})
    assert barometer.headline["constant_growth"] == pytest.approx(0.0)
    with pytest.raises(HirfaError, match="2022-01 has no price index"):
        made(rows, "date code value", deflators={"2023": 107.0})


def test_traceable_and_hidden_add_up(november: Barometer) -> None:
    table = november.traceability
    assert table["value"].sum() == pytest.approx(november.headline["value"])
    assert (table["low"] <= table["estimate"] + 1e-6).all()
    assert (table["estimate"] <= table["high"] + 1e-6).all()
    assert november.lines_to_create["cumulated"].is_monotonic_increasing


@pytest.mark.parametrize("language", ["fr", "en", "es", "ar"])
def test_report_is_self_contained(november: Barometer, language: str) -> None:
    page = render_barometer(november, language, synthetic=True)  # type: ignore[arg-type]
    assert "http" not in page
    assert not re.search(r"<(script|link|img|iframe)|url\(|@import", page)
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page
    assert len(page.encode()) < 3_000_000
    figure = {"fr": "984,0", "en": "984.0", "es": "984,0", "ar": "984,0"}[language]
    assert figure in page


def test_arabic_charts_are_mirrored(november: Barometer) -> None:
    first = [
        float(re.search(r'<rect class="now" x="([\d.]+)" y="2?8', render_barometer(november, lang))[1])  # type: ignore[index,arg-type]
        for lang in ("fr", "ar")
    ]
    assert first[0] < 380 < first[1]


def test_everything_is_written(november: Barometer, tmp_path: Path) -> None:
    import pysdmx.io

    written = {p.relative_to(tmp_path).as_posix() for p in write_barometer(november, tmp_path, ("fr",))}
    assert {"barometer.fr.html", "tables/family.csv", "sdmx/family.csv", "figures/months.svg"} <= written
    plain = pd.read_csv(tmp_path / "tables" / "family.csv")
    structures = tmp_path / "sdmx" / "structures.xml"
    for path in (tmp_path / "sdmx").glob("*.csv"):
        (read,) = pysdmx.io.get_datasets(path, structures, validate=True)
        assert len(read.data) > 0, path
    (read,) = pysdmx.io.get_datasets(tmp_path / "sdmx" / "family.csv", structures, validate=True)
    values = read.data[read.data["MEASURE"] == "VALUE"]
    assert pd.to_numeric(values["OBS_VALUE"]).tolist() == plain["value"].tolist()
    assert values["FAMILY"].replace("_X", np.nan).tolist() == plain["family"].tolist()


def test_structures_name_every_code_in_four_languages(november: Barometer, tmp_path: Path) -> None:
    import pysdmx.io

    tables = {name: t for name, t in november.tables().items() if name in ("family", "destination", "code")}
    write_sdmx_tables(tables, tmp_path)
    read = pysdmx.io.read_sdmx(tmp_path / "structures.xml", validate=True)
    lists = {codes.id: codes for codes in read.get_codelists()}
    assert {
        "CL_FAMILY",
        "CL_HS2022",
        "CL_AREA",
        "CL_REGION",
        "CL_FREQ",
        "CL_MEASURE",
        "CL_OBS_STATUS",
    } <= set(lists)
    for structure in read.get_data_structure_definitions():
        coded = [c for c in structure.components.dimensions if c.id != "TIME_PERIOD"]
        assert all(c.local_enum_ref or c.local_codes for c in coded), structure.id
    assert lists["CL_AREA"]["SUHH"].name == "Soviet Union"
    text = (tmp_path / "structures.xml").read_text("utf-8")
    for name in ("Union soviétique", "Unión Soviética", "الاتحاد السوفياتي", "Marrakech-Safí"):
        assert f">{name}</" in text
    counts = {lang: text.count(f'xml:lang="{lang}"') for lang in ("fr", "es", "ar")}
    assert len(set(counts.values())) == 1


def test_a_status_is_that_of_attach_craft(records: pd.DataFrame) -> None:
    cells = records.loc[records["text"].notna(), ["true_code", "text"]].drop_duplicates().head(120)
    expected = attach_craft(cells, code="true_code", text="text")["craft_status"].tolist()
    assert list(statuses(cells["true_code"], cells["text"])) == expected


def test_records_without_code_are_read_by_their_text() -> None:
    class Reader:
        codes = ("570110", "691200")

        def __call__(self, texts: list[str]) -> np.ndarray:
            return np.array([[0.9, 0.1] if "tapis" in t else [0.2, 0.2] for t in texts])

    frame = pd.DataFrame(
        {
            "date": ["2023-01"] * 4,
            "code": [None, "", "570110", "691200"],
            "text": ["tapis noué", "objet", None, "tajine"],
            "value": ["1", "2", "3", "many"],
        }
    )
    columns = {name: name for name in frame.columns}
    moved = current_codes(frame, columns, "HS2022", Reader)
    assert moved.frame["target_code"].where(moved.frame["target_code"].notna(), "").tolist() == [
        "570110",
        "",
        "570110",
        "",
    ]
    assert pd.to_numeric(moved.frame["value"], errors="coerce").sum() == 6
    assert moved.account == {"divided": 0, "classified": 1, "without_code": 2}
    with pytest.raises(HirfaError, match="'HS1900' is unknown"):
        current_codes(frame, columns, "HS1900")


def test_commands(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command("barometer")(barometer_command)
    app.command("sample")(sample_command)
    made_up = tmp_path / "sample.parquet"
    assert CliRunner().invoke(app, ["sample", "-o", str(made_up), "--rows", "5000"]).exit_code == 0
    plain = tmp_path / "plain.csv"
    pd.read_parquet(made_up).drop(columns=["text"]).query("date > '2022'").to_csv(plain, index=False)
    out = tmp_path / "report"
    ran = CliRunner().invoke(
        app, ["barometer", str(plain), "-o", str(out), "--lang", "ar", "--through", "2023-11", "--json"]
    )
    assert ran.exit_code == 0, ran.output
    account = json.loads(ran.stdout)
    assert account["value"] == pytest.approx(984e6, rel=1e-3)
    assert (out / "barometer.ar.html").is_file()
    refused = CliRunner().invoke(app, ["barometer", str(plain), "-o", str(out), "--value", "dirhams"])
    assert "no column 'dirhams'" in str(refused.exception)


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (pd.DataFrame({"date": [], "value": [], "code": []}), "has no record"),
        (pd.DataFrame({"date": ["2023-01"], "value": [1]}), "no column 'code'"),
        (pd.DataFrame({"date": ["soon"], "value": [1], "code": ["570110"]}), "no record of 'value'"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_one_sentence(frame: pd.DataFrame, sentence: str) -> None:
    with pytest.raises(HirfaError, match=sentence):
        Barometer(frame, date="date", value="value", code="code")
