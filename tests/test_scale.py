from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from classifier import score_frame
from classifier.columns import NAMES, score_texts
from classifier.errors import FrameError, MissingExtraError
from classifier.folders import list_parts, score_folder
from classifier.model import load_model
from classifier.resume import score_distinct, sweep
from classifier.stream import Session, open_session, score_file
from service.cli.main import app

FILES, ROWS = 6, 3_000
WORDS = (
    "tapis",
    "laine",
    "noué",
    "sac",
    "cuir",
    "babouche",
    "zellige",
    "taillé",
    "terre",
    "زربية",
    "صوف",
    "bowl",
)


def texts(count: int) -> list[str]:
    rng = np.random.default_rng(5)
    return [f"{' '.join(rng.choice(WORDS, 3))} {i % 89}" for i in range(count)]


def write(path: Path, values: list[str | None], first: int = 0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pa.table({"row": range(first, first + len(values)), "designation": pa.array(values, pa.string())})
    pq.write_table(table, path, row_group_size=1_000)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("archive") / "in"
    rng = np.random.default_rng(1)
    known = texts(1_500)
    for i in range(FILES):
        values: list[str | None] = [known[j] for j in rng.integers(0, len(known), ROWS)]
        values[7] = None
        write(source / f"year={2020 + i // 3}" / f"{i}.parquet", values, i * ROWS)
    write(source / "_hidden" / "x.parquet", ["tapis"])
    return source


@pytest.fixture(scope="module")
def expected(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Table]:
    target = tmp_path_factory.mktemp("one") / "out"
    assert score_folder(folder, target).rows == FILES * ROWS
    return read(target)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    made = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    )
    yield made
    made.close()


def read(folder: Path) -> dict[str, pa.Table]:
    assert not list(folder.rglob(".*")), "something was left aside"
    return {str(p.relative_to(folder)): pq.read_table(p) for p in sorted(folder.rglob("*.parquet"))}


def same(left: dict[str, pa.Table], right: dict[str, pa.Table]) -> None:
    """Bit for bit."""
    assert left.keys() == right.keys()
    for name, table in left.items():
        assert table.equals(right[name], check_metadata=True), name


def test_every_row_is_there_once_and_as_score_frame_says(expected: dict[str, pa.Table], folder: Path) -> None:
    rows = np.sort(np.concatenate([table["row"].to_numpy() for table in expected.values()]))
    assert np.array_equal(rows, np.arange(FILES * ROWS))
    name, table = next(iter(expected.items()))
    pd.testing.assert_frame_equal(
        score_frame(pq.ParquetFile(folder / name).read().to_pandas()), table.to_pandas()
    )


def test_the_answer_to_a_text_does_not_depend_on_its_neighbours() -> None:
    model, many = load_model(), texts(1_300)
    together = score_distinct(model, many)
    for start, stop in ((0, 1), (5, 8), (70, 135), (3, 1_100)):
        alone, picked = score_distinct(model, many[start:stop]), together.take(np.arange(start, stop))
        for (name, left), (_, right) in zip(alone.named(), picked.named(), strict=True):
            assert np.array_equal(left, right), name
    assert score_texts(model, many[:3]).code == together.code[:3]


def test_processes_agree_and_survive_a_death(
    folder: Path, expected: dict[str, pa.Table], tmp_path: Path
) -> None:
    killed: list[int] = []

    def kill(_rows: int) -> None:
        if not killed:
            victim = multiprocessing.active_children()[0].pid or 0
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)

    assert score_folder(folder, tmp_path / "two", workers=2, progress=kill).rows == FILES * ROWS
    assert killed
    same(read(tmp_path / "two"), expected)


def test_each_distinct_text_is_scored_once_and_memory_is_bounded() -> None:
    batches = [pa.record_batch({"designation": texts(400)[:n]}) for n in (100, 400, 400, 250)]
    whole = Session(1, None)
    found = pa.Table.from_batches(whole.score(batches, "designation", "t"))
    assert whole.scored == len(set(texts(400)))
    small = Session(1, None, remembered=120)
    assert pa.Table.from_batches(small.score(batches, "designation", "t")).equals(found)
    assert len(small._memory.position) <= 400
    assert small.scored > whole.scored


def test_forgetting_on_processes_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet", [*texts(900), *texts(300)])
    with open_session(2, None) as session:
        session._remembered = 250
        batches = pq.ParquetFile(tmp_path / "a.parquet").iter_batches(100)
        found = pa.Table.from_batches(session.score(batches, "designation", "a"))
    score_file(tmp_path / "a.parquet", tmp_path / "b.parquet")
    assert found.equals(pq.read_table(tmp_path / "b.parquet"))


def test_a_run_that_was_cut_off_goes_on(folder: Path, expected: dict[str, pa.Table], tmp_path: Path) -> None:
    target, seen = tmp_path / "out", 0

    def cut(rows: int) -> None:
        nonlocal seen
        seen += rows
        if seen > ROWS:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        score_folder(folder, target, progress=cut)
    done = list(read(target))
    assert len(done) == 1
    before = (target / done[0]).stat().st_mtime_ns
    outcome = score_folder(folder, target)
    assert (outcome.files, outcome.skipped) == (FILES - 1, 1)
    assert (target / done[0]).stat().st_mtime_ns == before
    same(read(target), expected)
    assert score_folder(folder, target).files == 0


def test_another_source_column_or_broken_target_is_scored_again(tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "out"
    write(source / "a.parquet", ["tapis noué main en laine"])
    write(source / "b.parquet", ["babouche"])
    assert score_folder(source, target).files == 2
    os.utime(source / "a.parquet", ns=(1, 1))
    assert score_folder(source, target).files == 1
    (target / "b.parquet").write_bytes(b"PAR1")
    assert score_folder(source, target).files == 1
    assert score_folder(source, target, text="row").files == 2


def test_what_a_dead_run_left_is_swept_but_not_what_is_being_written(tmp_path: Path) -> None:
    old, young = tmp_path / ".a-abcdefgh.parquet", tmp_path / ".a-abcdefgi.parquet"
    old.touch()
    young.touch()
    os.utime(old, (time.time() - 7_200,) * 2)
    sweep(tmp_path / "a.parquet")
    assert not old.exists()
    assert young.exists()


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "out"
    write(source / "a.parquet", ["tapis"])
    write(source / "c.parquet", ["sac"])
    (source / "b.parquet").write_bytes(b"PAR1 nonsense")
    with pytest.raises(FrameError, match=r"1 of 3 files could not be scored.*b\.parquet is not a readable"):
        score_folder(source, target)
    assert list(read(target)) == ["a.parquet", "c.parquet"]


def test_folders_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FrameError, match="no Parquet file"):
        list_parts(tmp_path / "none", tmp_path / "out", "designation", None)
    for inside in (tmp_path, tmp_path / "out", tmp_path.parent):
        with pytest.raises(FrameError, match="lie in each other"):
            list_parts(tmp_path, inside, "designation", None)


def test_the_command_scores_a_folder(folder: Path, expected: dict[str, pa.Table], tmp_path: Path) -> None:
    command = ["score", str(folder), "-o", str(tmp_path / "out"), "--workers", "1"]
    first, second = CliRunner().invoke(app, command), CliRunner().invoke(app, command)
    assert first.exit_code == second.exit_code == 0
    assert "18,000 rows in 6 files" in first.output
    assert "6 done before" in second.output
    same(read(tmp_path / "out"), expected)


def test_a_scheduler_needs_a_folder_dask_and_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "in" / "a.parquet", ["tapis"])
    found = CliRunner().invoke(app, ["score", str(tmp_path / "in" / "a.parquet"), "--scheduler", "tcp://x:1"])
    assert isinstance(found.exception, FrameError) or "give a folder" in found.output
    monkeypatch.setattr("classifier.cluster._PATIENCE", 1)
    pytest.importorskip("distributed")
    with pytest.raises(FrameError, match="no Dask scheduler answers"):
        score_folder(tmp_path / "in", tmp_path / "out", scheduler="tcp://127.0.0.1:9")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"hirfa\[scale\]"):
        score_folder(tmp_path / "in", tmp_path / "out", scheduler="tcp://127.0.0.1:9")


def test_a_cluster_agrees_when_a_worker_is_killed_in_the_middle(
    cluster: Any, folder: Path, expected: dict[str, pa.Table], tmp_path: Path
) -> None:
    target, killed = tmp_path / "out", threading.Event()
    assert len(cluster.scheduler_info["workers"]) == 2
    victim = cluster.workers[0].pid

    def kill() -> None:
        # In the middle: a first file is being written, none or few are done.
        while not list(target.rglob("*.parquet")):
            time.sleep(0.005)
        os.kill(victim, signal.SIGKILL)
        killed.set()

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    outcome = score_folder(folder, target, scheduler=cluster.scheduler_address)
    assert killed.is_set()
    assert (outcome.rows, outcome.files) == (FILES * ROWS, FILES)
    for left in target.rglob(".*.parquet"):
        left.unlink()  # what the killed worker wrote aside; swept after an hour
    same(read(target), expected)
    assert cluster.workers[0].pid != victim


def test_a_cluster_says_which_file_is_bad(cluster: Any, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b.parquet").write_bytes(b"PAR1 nonsense")
    with pytest.raises(FrameError, match=r"b\.parquet is not a readable Parquet file"):
        score_folder(tmp_path / "in", tmp_path / "out", scheduler=cluster.scheduler_address)


@pytest.mark.filterwarnings("ignore:Sending large graph")  # the model, where one is given
def test_a_dask_frame_is_computed_on_a_cluster(cluster: Any) -> None:
    dask = pytest.importorskip("dask.dataframe")
    distributed = pytest.importorskip("distributed")
    frame = pd.DataFrame({"designation": texts(300)})
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        for model in (None, load_model()):
            lazy = score_frame(dask.from_pandas(frame, npartitions=4), model=model)
            found = client.compute(lazy).result()
            pd.testing.assert_frame_equal(found[list(NAMES)], score_frame(frame)[list(NAMES)])


def test_a_dask_frame_gives_what_pandas_gives() -> None:
    dask = pytest.importorskip("dask.dataframe")
    frame = pd.DataFrame({"designation": [*texts(50), None], "n": range(51)})
    lazy = dask.from_pandas(frame, npartitions=4)
    frame = lazy.compute(scheduler="sync")  # dask has its own kind of text column
    scored = score_frame(lazy)
    pd.testing.assert_frame_equal(scored.compute(scheduler="sync"), score_frame(frame))
    for way in ("threads", "sync"):
        found = score_frame(lazy, model=load_model()).compute(scheduler=way)
        pd.testing.assert_frame_equal(found, score_frame(frame))
    assert (scored.dtypes == score_frame(frame).dtypes).all()
    assert list(scored.columns) == [*frame.columns, *NAMES]
    assert scored.npartitions == lazy.npartitions
    empty = lazy[lazy.n < 0]
    pd.testing.assert_frame_equal(score_frame(empty).compute(scheduler="sync"), score_frame(frame.head(0)))
    with pytest.raises(FrameError, match="no column 'label'"):
        score_frame(lazy, "label")
