"""What is published under confidentiality lets nobody recompute what is hidden."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.barometer import Barometer, BarometerError, Confidentiality, render_barometer, sample
from mappings.barometer.export import write_barometer

NAMES = {"date": "date", "value": "value", "code": "code"}
# Three families, the first of three codes.
CODES = ("570110", "570210", "570242", "691200", "711311")
PLACES = ("US", "FR", "ES", "DE")
_RECORD = st.tuples(
    st.sampled_from(["2022-01", "2022-02", "2023-01", "2023-02"]),
    st.sampled_from(CODES),
    st.sampled_from(PLACES),
    st.sampled_from("abcdefg"),
    st.integers(1, 1_000),
)


def barometer(rows: list[tuple[object, ...]], **options: Any) -> Barometer:
    frame = pd.DataFrame(rows, columns=["date", "code", "destination", "exporter", "value"])
    rule = Confidentiality("exporter", **options)
    return Barometer(frame, **NAMES, destination="destination", confidentiality=rule)


def solvable(known: list[list[float]], wanted: list[float]) -> bool:
    """Whether a sum follows from sums that are known: it is orthogonal to all that may vary."""
    if not known:
        return False
    _, sizes, rows = np.linalg.svd(np.array(known, float))
    free = rows[int((sizes > 1e-9).sum()) :]
    return bool(np.abs(free @ np.array(wanted, float)).max(initial=0.0) < 1e-9)


def reader(cells: list[str], tables: list[tuple[pd.DataFrame, str, str, dict[str, list[str]]]]) -> list[str]:
    """The hidden cells that somebody who has the tables can recompute."""

    def row(names: list[str]) -> list[float]:
        return [float(c in names) for c in cells]

    known = [row(cells)]
    hidden = []
    for table, key, column, parts in tables:
        for cell, value, empty in zip(table[key], table[column], table["none"], strict=True):
            if empty:
                continue
            if pd.isna(value):
                hidden.append((cell, row(parts[cell])))
            else:
                known.append(row(parts[cell]))
    return [cell for cell, wanted in hidden if solvable(known, wanted)]


def left_over_passes(hidden: pd.DataFrame) -> bool:
    """Whether the sum of hidden cells, which the total gives, is that of enough exporters."""
    each = hidden.groupby("exporter")["value"].sum()
    return hidden.empty or bool(len(each) >= 3 and each.max() <= 0.85 * each.sum() + 1e-9)


@settings(max_examples=30, deadline=None)
@given(st.lists(_RECORD, min_size=12, max_size=60))
def test_no_hidden_cell_can_be_recomputed(rows: list[tuple[object, ...]]) -> None:
    try:
        made = barometer(rows)
    except BarometerError:
        return
    codes, places, family = (made.by(d).assign(none=False) for d in ("code", "destination", "family"))  # type: ignore[arg-type]
    pairs = made.cells["code"].drop_duplicates("code").set_index("code")["family"]
    held = sorted(pairs.index)
    parts = {c: [c] for c in held} | {f: sorted(pairs[pairs == f].index) for f in set(pairs)}
    single = {p: [p] for p in places["destination"]}
    months = made.monthly.assign(none=made.monthly["records"] == 0)
    sums = {m: [m] for m in months["time_period"]}
    prefix = {m: list(months["time_period"][: i + 1]) for i, m in enumerate(months["time_period"])}
    for column in ("value", "previous"):
        if column == "previous" and np.isnan(made.headline["previous"]):
            continue
        goods = [(codes, "code", column, parts), (family, "family", column, parts)]
        assert reader(held, goods) == []
        assert reader(sorted(single), [(places, "destination", column, single)]) == []
    frame = pd.DataFrame(rows, columns=["date", "code", "destination", "exporter", "value"])
    now = frame[frame["date"] >= f"{made.window.year}"]
    for dimension, table in (("destination", places), ("code", codes)):
        assert left_over_passes(now[now[dimension].isin(table.loc[table["value"].isna(), dimension])])
    told = [(months, "time_period", "value", sums)]
    shown = months[months["cumulated"].notna()]
    assert reader(sorted(sums), [*told, (shown, "time_period", "cumulated", prefix)]) == []


def test_warning_only_says_which_cells_are_given_away() -> None:
    rows: list[tuple[object, ...]] = [("2023-01", "570110", "US", e, 10) for e in "abcd"]
    rows += [("2023-01", "691200", "FR", e, 10) for e in "abcd"] + [("2023-01", "711311", "US", "z", 50)]
    warned = barometer(rows, secondary="warn")
    table = warned.by("family").set_index("family")
    assert table["value"].isna().to_dict() == {"carpets": False, "pottery_stone": False, "jewellery": True}
    given_away = warned.findings.query("finding == 'recomputable'")["example"].tolist()
    assert {"family: jewellery", "code: 711311"} <= set(given_away)
    protected = barometer(rows)
    assert protected.by("family")["suppressed"].sum() == 2
    assert "recomputable" not in set(protected.findings["finding"])
    counts = protected.suppression.set_index("table").loc["family", ["cells", "primary", "secondary"]]
    assert counts.tolist() == [3, 1, 1]


@pytest.fixture(scope="module")
def confidential() -> Barometer:
    records = sample(8_000, seed=7)
    records.loc[records["true_code"] == "711311", ["exporter", "value_dh"]] = ["EXP-9999", 1_234_567.89]
    return Barometer(
        records,
        date="date",
        value="value_dh",
        code="true_code",
        text="text",
        destination="destination",
        region="region",
        quantity="quantity",
        declaration="declaration",
        confidentiality=Confidentiality("exporter"),
        through="2023-11",
    )


def test_nothing_published_has_the_hidden_figure(confidential: Barometer, tmp_path: Path) -> None:
    hidden = confidential.cells["code"].query("code == '711311' and period >= 2023 * 12")["value"].sum()
    assert hidden > 1e6
    written = write_barometer(confidential, tmp_path, ("en",))
    tables = [pd.read_csv(path) for path in written if path.suffix == ".csv"]
    assert len(tables) > 20
    for table in tables:
        figures = table.select_dtypes("number").to_numpy(float)
        assert not np.isclose(figures, hidden, rtol=1e-6).any()
    page = next(path for path in written if path.suffix == ".html").read_text("utf-8")
    assert f"{hidden:,.0f}" not in page
    assert confidential.outliers.empty
    assert confidential.to_check("destination")["value"].isna().all()
    assert "711311" not in set(confidential.unit_values["code"])


def test_concentration_and_shares_come_from_what_is_shown(confidential: Barometer) -> None:
    shown = confidential.by("destination")
    known = shown[shown["destination"] != "_X"]
    value = known["value"].fillna(
        (confidential.headline["value"] - shown["value"].sum()) / shown["value"].isna().sum()
    )
    share = value / value.sum()
    last = confidential.concentration.iloc[-1]
    assert last["hhi"] == pytest.approx((share**2).sum() * 1e4, rel=1e-6)
    lines = confidential.lines_to_create
    assert lines["cumulated"].tolist() == pytest.approx(lines["share"].cumsum().tolist(), nan_ok=True)


def test_the_report_says_how_much_is_hidden(confidential: Barometer) -> None:
    counts = confidential.suppression.set_index("table")
    assert (counts["primary"] > 0).any()
    page = render_barometer(confidential, "fr")
    assert "Cellules secrètes" in page
