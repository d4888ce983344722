from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.reclassify_file import Plan, reclassify_file
from classifier.scorer import SubheadingScorer
from mappings import EDITIONS, CodeError, TableError, load_nomenclature
from mappings.amounts import parse_amounts
from mappings.concordance import Concordance
from mappings.ragged import allocate, cumulated
from mappings.reclassify import ADDED, reclassify
from mappings.record_codes import detect_edition
from mappings.texts import Memory
from mappings.weights import Weights, estimate_weights
from training.knowledge import VALIDATION, read_labelled

CODES = load_nomenclature("HS2012").subheadings


def exact(column: pd.Series) -> Decimal:
    return parse_amounts(column).total()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(CODES),
            st.integers(-(10**13), 10**13),
            st.integers(0, 10**9),
            st.sampled_from("abc"),
        ),
        max_size=30,
    ),
    st.sampled_from(EDITIONS),
)
def test_no_value_is_lost_or_created(records: list[tuple[str, int, int, str]], target: str) -> None:
    frame = pd.DataFrame(records, columns=["hs", "centimes", "grams", "x"])
    frame["dh"], frame["kg"] = frame.centimes / 100, frame.grams / 1000
    moved = reclassify(frame, "HS2012", target, code="hs", values=["dh", "kg"])  # type: ignore[arg-type]
    assert len(moved.unmapped) == 0
    for name, unit in (("dh", 100), ("kg", 1000)):
        given_units = np.rint(frame[name] * unit).astype("int64").sum()
        assert np.rint(moved.rows[name] * unit).astype("int64").sum() == given_units
    assert np.allclose(moved.rows.groupby(level=0)["share"].sum(), moved.rows["share"])
    assert not frame.empty or list(moved.rows.columns)[-len(ADDED) :] == list(ADDED)


@given(st.integers(-(10**15), 10**15), st.lists(st.floats(0.001, 1), min_size=1, max_size=40))
def test_parts_are_exact_and_close(units: int, raw: list[float]) -> None:
    shares = np.array(raw) / sum(raw)
    lengths = np.array([len(raw)])
    parts = allocate(np.array([units]), cumulated(shares, lengths), lengths)
    assert parts.sum() == units
    assert (np.abs(parts - units * shares) <= 1.5 + abs(units) * 1e-14).all()


def test_the_text_settles_what_the_code_leaves_open() -> None:
    """Validation lines whose code has several successors, sent back to HS2012 and forward again."""
    back = Concordance("HS2022", "HS2012")
    lines = [line for line in read_labelled(VALIDATION / "validation.csv") if line.codes[0].isdigit()]
    rows = [
        (i, code, line.text, 100.0 / len(back.convert(line.codes[0])))
        for i, line in enumerate(lines)
        for code in back.convert(line.codes[0])
        if len(back.invert().convert(code)) > 1
    ]
    frame = pd.DataFrame(rows, columns=["line", "hs", "text", "dh"])
    right = {}
    for name, scorer in (("text", SubheadingScorer()), ("equal", None)):
        moved = reclassify(
            frame, "HS2012", "HS2022", code="hs", values=["dh"], text="text", scorer=scorer
        ).rows
        good = [t in lines[i].codes for t, i in zip(moved.target_code, moved.line, strict=True)]
        right[name] = moved.dh[good].sum() / moved.dh.sum()
    assert len(frame) > 250
    assert right["text"] >= 0.93
    assert right["equal"] < 0.5


def test_every_way_to_spell_a_code_and_a_value_has_its_outcome() -> None:
    cells = [
        570110.0,
        "10121",
        "5701.10",
        "57 01 10",
        "5701100010",
        "57011000",
        "6908",
        "57",
        "x",
        None,
        "980100",
    ]
    values = ["1 234,50", "-3", "", "12", "1e3", "0", "7,01", "1", "1", "1", "2"]
    frame = pd.DataFrame({"hs": cells, "dh": values})
    moved = reclassify(frame, "HS2012", "HS2022", code="hs", values=["dh"], language="fr")
    assert moved.rows.source_code.astype(str).tolist() == [
        "570110", "010121", "570110", "570110", "570110", "570110", "6908",
    ]  # fmt: skip
    assert moved.rows.dh.fillna(-1).tolist() == [1234.5, -3.0, -1.0, 12.0, 1000.0, 0.0, 7.01]
    assert moved.unmapped.unmapped_reason.tolist() == ["chapter", "no_code", "empty_code", "unknown_code"]
    totals = moved.movements.totals.iloc[0]
    assert totals.given == Decimal("2255.51")
    assert totals.unmapped == Decimal("5.00")
    assert moved.unmapped.unmapped_detail[0] == (
        "57 est un chapitre, trop large pour être reclassé; donnez au moins la position."
    )


def test_a_code_of_another_edition_is_explained_and_counted() -> None:
    frame = pd.DataFrame({"hs": ["690810", "690730", "570110"], "dh": [1, 2, 4]})
    moved = reclassify(frame, "HS2017", "HS2022", code="hs", values=["dh"])
    assert moved.unmapped.unmapped_detail.tolist() == [
        "690810 ended with HS2012; did you mean --from HS2012?"
    ]
    assert detect_edition(frame.hs).iloc[0].share == pytest.approx(2 / 3)
    with pytest.raises(CodeError, match="unknown edition"):
        reclassify(frame, "HS2013", code="hs", values=["dh"])  # type: ignore[arg-type]
    with pytest.raises(TableError, match="no column 'dhs'; the table has: hs, dh"):
        reclassify(frame, "HS2017", code="hs", values=["dhs"])


def test_editions_and_years_may_stand_in_a_column() -> None:
    years = [2010, "2013", "HS2017", "H6", "2023-05", 1980, None]
    frame = pd.DataFrame({"hs": ["690810", "690810", "690730", "690730", "690730", "1", "1"], "year": years})
    frame["dh"] = 1
    moved = reclassify(frame, None, code="hs", values=["dh"], edition_column="year")
    assert moved.rows.drop_duplicates("year").source_edition.astype(str).tolist() == [
        "HS2007", "HS2012", "HS2017", "HS2022", "HS2022",
    ]  # fmt: skip
    assert moved.unmapped.unmapped_reason.tolist() == ["no_edition", "no_edition"]


def test_weights_are_used_where_the_text_says_nothing() -> None:
    frame = pd.DataFrame(
        {"hs": ["690810", "690810"], "text": ["zellige taillé main sur trame", "???"], "dh": [9.0, 9.0]}
    )
    weights = Weights({("690810", "690721"): 3.0, ("690810", "690730"): 1.0}, "a table")
    moved = reclassify(
        frame, "HS2012", code="hs", values=["dh"], text="text", scorer=SubheadingScorer(), weights=weights
    ).rows
    assert moved.basis.astype(str).tolist() == ["text", "weights", "weights"]
    assert moved.target_code.astype(str).tolist() == ["690730", "690721", "690730"]
    assert moved.dh.tolist() == [9.0, 6.75, 2.25]


def test_known_proportions_hold_after_raking() -> None:
    frame = pd.DataFrame({"hs": ["690810"] * 50, "dh": np.arange(1.0, 51.0)})
    wanted = {"690721": 0.1, "690722": 0.2, "690723": 0.3, "690730": 0.4, "690740": 0.0}
    moved = reclassify(frame, "HS2012", code="hs", values=["dh"], proportions=wanted).rows
    reached = moved.groupby("target_code", observed=True).dh.sum() / moved.dh.sum()
    assert reached.to_dict() == pytest.approx({k: v for k, v in wanted.items() if v}, abs=1e-3)


def test_weights_are_found_again_from_the_two_sides_of_a_change() -> None:
    concordance = Concordance("HS2012", "HS2017")
    rng = np.random.default_rng(3)
    sources = ("690710", "690790", "690810", "690890")
    targets = concordance.convert("690710")
    truth = rng.dirichlet(np.ones(len(targets)), len(sources))
    bought = rng.lognormal(3, 1, (80, len(sources)))
    before, after = (
        pd.DataFrame(table, columns=list(names))
        .rename_axis("to")
        .reset_index()
        .melt("to", var_name="hs", value_name="dh")
        for table, names in ((bought, sources), (bought @ truth, targets))
    )
    found = estimate_weights(before, after, concordance, code="hs", value="dh", by=["to"])
    table = found.pivot_table(index="source", columns="target", values="weight").to_numpy()
    assert np.abs(table - truth).max() < 0.01


def test_pieces_of_a_table_ask_each_text_once() -> None:
    asked: list[str] = []
    real = SubheadingScorer()

    class Counting:
        codes = real.codes

        def __call__(self, texts: list[str]) -> np.ndarray:
            asked.extend(texts)
            return real(texts)

    frame = pd.DataFrame({"hs": ["690810"] * 6, "text": ["zellige", "carreaux", None] * 2, "dh": 1.0})
    memory = Memory()
    pieces = [
        reclassify(p, "HS2012", code="hs", values=["dh"], text="text", scorer=Counting(), memory=memory)  # type: ignore[arg-type]
        for p in (frame.iloc[:3], frame.iloc[3:])
    ]
    assert sorted(asked) == ["carreaux", "zellige"]
    pd.testing.assert_frame_equal(pieces[0].rows, pieces[1].rows)


def test_a_file_is_moved_and_what_is_not_goes_to_its_own_file(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("hs;dh;quoi\n690810;10,01;zellige\n570110;5;tapis\n999999;1;?\n", "utf-8")
    outcome = reclassify_file(source, tmp_path / "out.parquet", Plan("hs", ["dh"], "HS2012", text="quoi"))
    rows, left = pd.read_parquet(tmp_path / "out.parquet"), pd.read_parquet(tmp_path / "out_unmapped.parquet")
    assert exact(rows.dh) + exact(left.dh) == outcome.movements.totals.given[0] == Decimal("16.01")
    assert left.unmapped_reason.tolist() == ["unknown_code"]
    source.write_text("hs;dh\n570110;5\n", "utf-8")
    again = reclassify_file(source, tmp_path / "out.parquet", Plan("hs", ["dh"], "HS2012"))
    assert again.unmapped_path is None
    assert not (tmp_path / "out_unmapped.parquet").exists()


def test_an_empty_table_gives_an_empty_table() -> None:
    moved = reclassify(pd.DataFrame({"hs": [], "dh": []}), "HS2012", code="hs", values=["dh"])
    assert len(moved.rows) == len(moved.unmapped) == 0
    assert list(moved.rows.columns) == ["hs", "dh", *ADDED]


def test_real_trade_keeps_its_value(shared: Path) -> None:
    trade = shared / "reference" / "trade"
    saudi = pd.read_csv(trade / "saudi_trade_with_morocco_hs6_2021_2023_2024.csv.gz", dtype=str)
    saudi = saudi[saudi.year == "2021"]
    wood = pd.read_csv(
        trade / "uncomtrade_eu27_imports_from_world_wood_furniture_2018_2022.csv.gz", dtype=str
    )
    for frame, code, values, column in (
        (saudi, "hs6", ["value_sar"], "hs_edition"),
        (wood, "cmd_code", ["primary_value", "net_wgt"], "classification_code"),
    ):
        moved = reclassify(frame, None, code=code, values=values, edition_column=column)
        for name in values:
            assert exact(moved.rows[name]) + exact(moved.unmapped[name]) == exact(frame[name])


def test_duplicated_rows_are_all_moved() -> None:
    frame = pd.DataFrame({"hs": ["570110", "570110", "690810"], "dh": [1.5, 1.5, -3.0]})
    moved = reclassify(frame, "HS2012", code="hs", values=["dh"])
    assert moved.rows.dh[:2].tolist() == [1.5, 1.5]
    assert exact(moved.rows.dh) == 0
