"""A table in pieces gives the numbers of the table as a whole."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from mappings import HirfaError
from mappings.barometer import Barometer, Confidentiality, sample
from mappings.barometer.repeats import repeats
from mappings.barometer.store import Store
from mappings.barometer.unit_values import by_batches
from service.cli.barometer import barometer as barometer_command

COLUMNS = {
    "date": "date",
    "value": "value_dh",
    "code": "true_code",
    "text": "text",
    "destination": "destination",
    "region": "region",
    "declaration": "declaration",
    "currency": "currency",
    "quantity": "quantity",
}
RULE = Confidentiality("exporter")


@pytest.fixture(scope="module")
def records() -> pd.DataFrame:
    made = sample(6_000, seed=3)
    return pd.concat([made, made.iloc[::50]], ignore_index=True)


@pytest.fixture(scope="module")
def whole(records: pd.DataFrame) -> Barometer:
    return Barometer(records, **COLUMNS, confidentiality=RULE, drop_repeated=True)


@pytest.mark.parametrize("cuts", [[0, 1], [800, 2_500, 2_501, 6_000], [5_900]])
def test_however_cut_the_numbers_are_the_same(
    whole: Barometer, records: pd.DataFrame, cuts: list[int]
) -> None:
    edges = [0, *sorted(cuts), len(records)]
    pieces = (records.iloc[a:b] for a, b in itertools.pairwise(edges))
    made = Barometer(pieces, **COLUMNS, confidentiality=RULE, drop_repeated=True)
    same_tables(made, whole)


def same_tables(made: Barometer, whole: Barometer) -> None:
    assert made.headline == pytest.approx(whole.headline, abs=0.005)
    theirs = whole.tables()
    assert list(made.tables()) == list(theirs)
    for name, table in made.tables().items():
        pd.testing.assert_frame_equal(
            table.frame, theirs[name].frame, check_categorical=False, check_dtype=False, rtol=0, atol=0.005
        )


def test_a_store_on_disk_gives_back_what_it_got(whole: Barometer) -> None:
    disk, held = Store(held=1_000), whole._facts.store
    for piece in held.pieces():
        for start in range(0, len(piece), 900):
            disk.add(piece.iloc[start : start + 900])
    assert [len(p) for p in disk.pieces(["row"])][:2] == [900, 900]
    for ours, theirs in zip(
        by_batches(disk, whole.window, lambda _f: set(), at_once=200),
        by_batches(held, whole.window, lambda _f: set()),
        strict=True,
    ):
        if isinstance(ours, pd.DataFrame):
            pd.testing.assert_frame_equal(ours, theirs, check_dtype=False)
    folder = Path(str(disk._folder))
    assert folder.is_dir()
    del disk
    assert not folder.exists()


def test_repeats_are_found_a_share_at_a_time(records: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Barometer(records, **COLUMNS)._facts.store
    found, masks = repeats(store)
    assert {f.key: f.records for f in found}["repeated"] == 120
    monkeypatch.setattr("mappings.barometer.repeats._AT_ONCE", 1_000)
    again, more = repeats(store)
    assert [(f.key, f.records) for f in again] == [(f.key, f.records) for f in found]
    assert np.array_equal(np.concatenate(masks), np.concatenate(more))


def test_a_folder_is_reported_like_its_file(records: pd.DataFrame, tmp_path: Path) -> None:
    app = typer.Typer()
    app.command("barometer")(barometer_command)
    recent = records[records["date"] >= "2022"].drop(columns=["text"])
    recent.to_parquet(tmp_path / "whole.parquet", index=False)
    folder = tmp_path / "parts"
    (folder / "2023").mkdir(parents=True)
    recent.iloc[:500].to_parquet(folder / "2023" / "b.parquet", index=False)
    recent.iloc[500:].to_parquet(folder / "c.parquet", index=False)
    recent.iloc[:9].to_parquet(folder / "_draft.parquet", index=False)
    accounts = []
    for name in ("whole.parquet", "parts"):
        run = [str(tmp_path / name), "-o", str(tmp_path / "out"), "--lang", "en", "--json"]
        done = CliRunner().invoke(app, ["barometer", *run] if len(app.registered_commands) > 1 else run)
        assert done.exit_code == 0, done.output
        accounts.append(json.loads(done.stdout))
    assert accounts[0]["window"] == accounts[1]["window"] == "2024-01/2024-12"
    for key in ("value", "growth", "records"):
        assert accounts[0][key] == pytest.approx(accounts[1][key], rel=1e-12)


def test_pieces_of_different_currencies_need_rates() -> None:
    pieces = [
        pd.DataFrame({"date": ["2023-01"], "value": [1.0], "code": ["570110"], "currency": [name]})
        for name in ("EUR", "MAD")
    ]
    names = {n: n for n in ("date", "value", "code", "currency")}
    with pytest.raises(HirfaError, match="EUR, MAD are mixed and EUR has no rate"):
        Barometer(iter(pieces), **names)
    assert Barometer(iter(pieces), **names, rates={"EUR": 11.0}).headline["value"] == 12.0
