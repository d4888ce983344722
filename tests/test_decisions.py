from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, insert, select, text, update
from typer.testing import CliRunner

from classifier.model import Classifier
from service.cli.decisions import audit, decisions
from service.decisions import (
    Decision,
    DecisionError,
    DecisionStore,
    Head,
    NewDecision,
    Query,
    certificate,
    certificate_fault,
    draft,
    model_identity,
    replay,
)
from service.decisions.chain import canonical, holds, record_hash
from service.decisions.export import csv_lines, safe_cell
from service.decisions.rows import COLUMNS, ERASABLE, to_link, to_row
from service.decisions.writing import sealed
from service.storage import StorageError, connect, opened, snapshot
from service.storage.backup import backup
from service.storage.migrate import HEAD, migrate, revision, scripts
from service.storage.tables import Base, DecisionRow, HeadRow
from tests.databases import Server, engine, postgres, url

__all__ = ["engine", "postgres", "url"]

ROOT = Path(__file__).resolve().parents[1]
START = datetime(2026, 2, 11, 9, 30, tzinfo=UTC)
TABLE = DecisionRow.__table__
BURST = """
import sys
from service.decisions import DecisionStore, NewDecision
from service.storage import opened
with opened(sys.argv[1]) as engine:
    store = DecisionStore(engine)
    for number in range(int(sys.argv[2])):
        new = NewDecision(
            text=f"{sys.argv[3]} {number}", normalised="", language="fr", candidates=(), code="570110",
            model="m", artifact="a", catalogue="c", edition="HS2022")
        print(store.append(new).id, flush=True)
"""


def wool(**changes: Any) -> NewDecision:
    return replace(
        NewDecision(
            text="Tapis noué à la main, laine",
            normalised="tapis noue a la main, laine",
            language="fr",
            answers={"technique": "knotted"},
            candidates=(("570110", 0.93), ("570210", 0.04)),
            code="570110",
            line="5701101100",
            model="hirfa 0.1.0",
            artifact="aa" * 32,
            catalogue="bb" * 32,
            edition="HS2022",
        ),
        **changes,
    )


def clock() -> Callable[[], datetime]:
    """A day passes between two decisions."""
    moments = (START + timedelta(days=day) for day in range(10_000))
    return lambda: next(moments)


def filled(engine: Engine, count: int = 6) -> tuple[DecisionStore, list[Decision]]:
    store = DecisionStore(engine, clock())
    return store, [store.append(wool(text=f"tapis {number}")) for number in range(count)]


def by_hand(engine: Engine, *statements: Any) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)


def process(code: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


# --- recording and finding


def test_what_is_recorded_comes_back_and_is_found(engine: Engine) -> None:
    store = DecisionStore(engine, clock())
    first = store.append(wool())
    second = store.append(wool(text="زَرْبِيَّة", normalised="زربيه", code="570210", line=None, who="amina"))
    third = store.append(wool(corrects=first.id, answers={}))
    assert store.get(second.id) == second
    assert (first.sequence, second.previous, store.head()) == (1, first.hash, Head(3, third.hash))
    assert store.corrections(first.id) == (third.id,)
    assert sorted([third.id, second.id, first.id]) == [first.id, second.id, third.id]

    def found(**query: Any) -> list[int]:
        return [item.sequence for item in store.find(Query(**query)).items]

    assert found() == [3, 2, 1]
    assert found(code="5702") == [2]
    assert found(code="5701.10.11.00") == [3, 1]
    assert found(who="amina") == found(contains="زربيه") == [2]
    assert found(contains="NOUÉ") == [3, 1]
    assert found(contains="100%") == found(contains="_") == []
    assert found(since=START + timedelta(days=1), until=START + timedelta(days=2)) == [2]
    page = store.find(limit=2)
    assert [[i.sequence for i in page.items], page.next] == [[3, 2], 2]
    assert [i.sequence for i in store.find(limit=2, before=page.next).items] == [1]
    assert [row["corrected_by"] for row in store.export()] == [third.id, None, None]
    assert store.verify_all().intact


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "57011"}, "'57011' is not a subheading"),
        ({"code": "٥٧٠١١٠"}, "is not a subheading"),
        ({"line": "5702100000"}, "'5702100000' is not a national line of 570110"),
        ({"candidates": (("570110", float("nan")),)}, "nan is not a probability"),
        ({"text": "tapis\x00"}, "text holds '\\x00'"),
        ({"answers": {"a": "\ud800"}}, "answers holds"),
        ({"who": " "}, "names nobody"),
    ],
)
def test_what_cannot_be_a_decision_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(DecisionError) as caught:
        wool(**changes)
    assert words in str(caught.value)


def test_a_correction_needs_something_to_correct(engine: Engine) -> None:
    store = DecisionStore(engine)
    with pytest.raises(DecisionError, match="'nothing' is no decision's id"):
        store.append(wool(corrects="nothing"))
    assert store.head() == Head()


# --- the hash

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES, VALUES)
def test_the_canonical_form_is_one_to_one(left: Any, right: Any) -> None:
    form = canonical(left)
    assert canonical(json.loads(form)) == form
    if isinstance(left, dict):
        assert canonical(dict(reversed(left.items()))) == form
    assert (canonical(right) == form) == (
        json.dumps(right, sort_keys=True) == json.dumps(left, sort_keys=True)
    )


STORABLE = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@given(STORABLE, STORABLE, st.dictionaries(STORABLE, STORABLE, max_size=2), st.floats(0, 1))
def test_a_record_survives_its_row_and_no_other_text_fits_its_hash(
    one: str, other: str, answers: dict[str, str], probability: float
) -> None:
    new = wool(text=one, answers=answers, candidates=(("570110", probability),))
    decision = sealed(new, Head(), START)
    assert to_link(to_row(decision)).record == decision
    assert holds(decision)
    assert holds(replace(decision, text=other)) == (one == other)
    assert record_hash(replace(decision, previous="1" * 64)) != decision.hash


# --- tampering


def altered(column: str, value: Any) -> list[Any]:
    if column == "sequence":
        return [99]
    values = [None, "x", "[]", "570110", "2026-02-11T09:30:00.000001Z", "decision", "erasure"]
    if isinstance(value, str):
        values += [value[:-1], value.swapcase(), value.replace("0", "1"), "f" * len(value)]
        values += (
            [value + " "] if column in ("text", "normalised", "answers", "candidates", "model", "who") else []
        )
    return [v for v in dict.fromkeys(values) if v != value]


@pytest.mark.parametrize("column", COLUMNS)
def test_every_altered_column_is_found_and_its_record_named(engine: Engine, column: str) -> None:
    store, records = filled(engine)
    victim = records[2]
    known = DecisionStore(engine)  # as in a service that has walked the whole chain before
    assert known.verify(records[5].id).checked == 6
    stored = to_row(victim)[column]
    tried = 0
    limit = getattr(TABLE.c[column].type, "length", None)
    for value in altered(column, stored):
        if (value is None and not TABLE.c[column].nullable) or (limit and value and len(value) > limit):
            continue
        by_hand(engine, update(DecisionRow).where(DecisionRow.hash == victim.hash).values({column: value}))
        fault = store.verify_all().fault
        assert fault is not None, value
        assert fault.sequence == 3, (value, fault)
        if column != "id":
            fault = known.verify(victim.id).fault
            assert fault is not None, value
            assert fault.sequence == (7 if column == "sequence" else 3), (value, fault)
            assert not DecisionStore(engine).verify(records[0].id).intact
        key = DecisionRow.previous if column == "hash" else DecisionRow.hash
        where = key == (victim.previous if column == "hash" else victim.hash)
        by_hand(engine, update(DecisionRow).where(where).values({column: stored}))
        assert store.verify_all().intact
        tried += 1
    assert tried


def test_even_a_cell_that_is_no_text_is_named(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/h.sqlite") as engine:
        store, _ = filled(engine)
        nested = f"'{'[' * 99_999}'"
        for cell in ("CAST(x'ff00' AS TEXT)", "x'00ff'", nested):
            for column in ("text", "candidates", "time", "model"):
                by_hand(engine, text(f"UPDATE decisions SET {column} = {cell} WHERE sequence = 2"))
                fault = store.verify_all().fault
                assert fault
                assert (fault.sequence, fault.kind) == (2, "altered")


def move(engine: Engine, *moves: tuple[int, int]) -> None:
    for old, new in moves:
        by_hand(engine, update(DecisionRow).where(DecisionRow.sequence == old).values(sequence=new))


def test_records_missing_moved_and_inserted_are_found(engine: Engine) -> None:
    store, records = filled(engine)

    def fault() -> tuple[int, str]:
        found = store.verify_all().fault
        assert found
        return found.sequence, found.kind

    move(engine, (2, 90), (4, 2), (90, 4))
    assert fault() == (2, "altered")
    move(engine, (2, 90), (4, 2), (90, 4))
    assert store.verify_all().intact

    forged = sealed(wool(who="nobody"), Head(2, "c" * 64), START)
    move(engine, (6, 7), (5, 6), (4, 5), (3, 4))
    by_hand(engine, insert(DecisionRow).values(to_row(forged)))
    assert fault() == (3, "out_of_place")
    by_hand(engine, delete(DecisionRow).where(DecisionRow.sequence == 3))
    assert fault() == (3, "missing")
    move(engine, (4, 3), (5, 4), (6, 5), (7, 6))
    assert store.verify_all().intact

    by_hand(engine, delete(DecisionRow).where(DecisionRow.sequence == 6))
    assert fault() == (6, "missing")
    with pytest.raises(DecisionError, match="hirfa audit verify"):
        store.append(wool())
    assert store.verify(records[4].id).fault == store.verify_all().fault
    by_hand(engine, update(HeadRow).values(sequence=5))
    assert fault() == (5, "head")
    by_hand(engine, delete(DecisionRow).where(DecisionRow.sequence == 4))
    assert fault() == (4, "missing")
    by_hand(engine, delete(DecisionRow))
    assert fault() == (1, "missing")


def test_a_chain_forged_anew_is_found_by_a_head_noted_earlier(engine: Engine) -> None:
    store, _ = filled(engine)
    noted = store.head()
    by_hand(engine, delete(DecisionRow), delete(HeadRow))
    filled(engine, 8)
    assert store.verify_all().intact
    fault = store.verify_all(noted).fault
    assert fault
    assert fault.sequence == noted.sequence


def test_checking_again_reads_only_what_was_recorded_since(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, records = filled(engine, 50)
    assert store.verify(records[0].id).checked == 50
    read: list[int] = []

    def counted(row: Any) -> Any:
        read.append(row["sequence"])
        return to_link(row)

    monkeypatch.setattr("service.decisions.reading.to_link", counted)
    assert store.verify(records[7].id).checked == 50
    assert read == [8]
    store.erase(records[7].id, who="page")
    newest = store.append(wool())
    read.clear()
    assert store.verify(newest.id).checked == 52
    assert set(read) == {51, 52}
    assert store.verify(records[7].id).intact
    # The end cut off, and its note with it: a new process cannot know, this one does.
    last = store.get(records[49].id)
    by_hand(engine, delete(DecisionRow).where(DecisionRow.sequence > 50))
    by_hand(engine, update(HeadRow).values(sequence=50, hash=last.hash))
    fault = store.verify(records[0].id).fault
    assert fault
    assert fault.kind == "head"


# --- erasing


def test_erasing_removes_the_words_and_keeps_the_chain(engine: Engine, tmp_path: Path) -> None:
    store, _ = filled(engine)
    secret = store.append(
        wool(text="tapis de Madame Qrtzx", normalised="madame qrtzx", answers={"name": "Qrtzx"})
    )
    store.append(wool())
    erasure = store.erase(secret.id, who="admin key")
    assert store.erase(secret.id, who="again") == erasure
    gone = store.get(secret.id)
    assert gone == replace(secret, text=None, normalised=None, answers=None, salt=None)
    assert (gone.erased, gone.to_dict()["text"], erasure.who) == (True, None, "admin key")
    assert store.verify_all().checked == 9
    assert store.verify(secret.id).intact
    assert not store.find(Query(contains="qrtzx")).items
    for path in tmp_path.iterdir():
        assert b"qrtzx" not in path.read_bytes().lower(), path
    for row in (secret.id, erasure.id):
        by_hand(
            engine,
            update(DecisionRow).where(DecisionRow.id == row).values(time="2020-01-01T00:00:00.000000Z"),
        )
        fault = store.verify_all().fault
        assert fault
        assert fault.sequence == 7


def test_words_erased_by_hand_are_found(engine: Engine) -> None:
    store, records = filled(engine)
    blank = dict.fromkeys(ERASABLE)
    by_hand(engine, update(DecisionRow).where(DecisionRow.id == records[3].id).values(blank))
    fault = store.verify_all().fault
    assert fault
    assert (fault.sequence, fault.id, fault.kind) == (4, records[3].id, "erased_without_record")


def test_retention_erases_what_is_old(engine: Engine) -> None:
    store, records = filled(engine, 6)  # the clock now stands at day 6
    assert store.erase_older_than(3) == 3
    assert store.erase_older_than(30) == 0
    assert [store.get(r.id).erased for r in records] == [True] * 3 + [False] * 3
    assert store.verify_all().head.sequence == 9


# --- several at once


def test_threads_do_not_fork_the_chain(engine: Engine) -> None:
    store = DecisionStore(engine)
    with ThreadPoolExecutor(8) as pool:
        records = list(pool.map(lambda n: store.append(wool(text=f"tapis {n}")), range(64)))
    assert sorted(r.sequence for r in records) == list(range(1, 65))
    assert store.verify_all().checked == 64


def test_two_processes_migrate_and_write_at_once(url: str) -> None:
    both = [process(BURST, url, "30", name) for name in ("left", "right")]
    printed = [p.communicate(timeout=50) for p in both]
    assert [p.returncode for p in both] == [0, 0], printed
    with opened(url) as engine:
        store = DecisionStore(engine)
        assert {r["id"] for r in store.export()} == {i for out, _ in printed for i in out.split()}
        assert store.verify_all().checked == 60


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_kill_9_loses_no_acknowledged_decision(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server: Server | None = request.getfixturevalue("postgres") if kind == "postgresql" else None
    url = server.create() if server else f"sqlite:///{tmp_path}/h.sqlite"
    running = process(BURST, url, "1000000", "burst")
    assert running.stdout
    acknowledged = [running.stdout.readline().strip() for _ in range(150)]
    if server:
        server.kill()
    os.kill(running.pid, signal.SIGKILL)
    acknowledged += running.communicate()[0].split()
    if server:
        server.start()
    with opened(url) as engine:
        store = DecisionStore(engine)
        kept = [row["id"] for row in store.export()]
        assert kept[: len(acknowledged)] == acknowledged
        assert len(kept) - len(acknowledged) <= 1
        assert store.verify_all().checked == len(kept)
        store.append(wool())


# --- migration and backup


def test_the_migrations_make_the_tables_that_the_code_knows(url: str) -> None:
    together = Barrier(4)

    def start(_: int) -> str | None:
        engine = connect(url)
        together.wait()
        migrate(engine)
        found = revision(engine)
        engine.dispose()
        return found

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(start, range(4))) == [HEAD] * 4
    engine = connect(url)
    assert revision(engine) == HEAD == scripts().get_current_head()
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    by_hand(engine, text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="newer Hirfa"):
        migrate(engine)
    engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_taken_during_writes_restores(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server: Server | None = request.getfixturevalue("postgres") if kind == "postgresql" else None
    with opened(server.create() if server else f"sqlite:///{tmp_path}/h.sqlite") as engine:
        copy, record = back_up_while_writing(engine, tmp_path / "copy")
    restored = server.create() if server else f"sqlite:///{copy}"
    if server:
        subprocess.run(["pg_restore", "--dbname", restored, str(copy)], check=True, capture_output=True)
    with opened(restored) as again:
        found = DecisionStore(again).verify_all()
        assert found.intact
        assert found.checked >= 6
        assert DecisionStore(again).get(record.id) == record


def back_up_while_writing(engine: Engine, copy: Path) -> tuple[Path, Decision]:
    store, records = filled(engine)
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(lambda: [store.append(wool()) for _ in range(20)])
        assert backup(engine, copy) == copy.stat().st_size
        writing.result()
    assert copy.stat().st_mode & 0o777 == 0o600
    return copy, records[5]


def test_storage_says_what_is_wrong_and_never_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    wrong = [
        "mysql://amina:secret@host/hirfa",
        "postgresql://amina:secret@127.0.0.1:1/hirfa",
        "sqlite://",
        "://secret",
        f"sqlite:///{__file__}/secret/h.sqlite".replace("/secret", ""),
    ]
    for address in wrong:
        with pytest.raises(StorageError) as caught, opened(address):
            pass
        assert "secret" not in str(caught.value)
        assert "\n" not in str(caught.value)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    if engine.dialect.name == "postgresql":
        with pytest.raises(StorageError, match="pg_dump is not on the PATH"):
            backup(engine, tmp_path / "copy")
        assert not (tmp_path / "copy").exists()


# --- years later


def test_replay_says_whether_the_same_comes_out(engine: Engine, model: Classifier) -> None:
    store, here = DecisionStore(engine), model_identity(model)
    found = model.classify("tapis noué main en laine")
    record = store.append(draft(found, here, code="570110", who="amina"))
    assert replay(record, model).outcome == "same"
    swapped = tuple((code, p) for (code, _), p in zip(record.candidates, [0.5] * 9, strict=False))
    assert replay(replace(record, candidates=swapped), model).outcome == "different"
    unknown = replace(record, answers={"moon": "cheese"})
    assert "unknown attribute 'moon'" in str(replay(unknown, model).reason)
    other = replay(replace(record, artifact="cc" * 32), model)
    assert (other.outcome, "cccccccccccc" in str(other.reason)) == ("other_model", True)
    store.erase(record.id, who="page")
    assert replay(store.get(record.id), model).outcome == "erased"


def test_a_certificate_holds_by_itself_and_against_the_chain(engine: Engine) -> None:
    store, records = filled(engine)
    made = certificate(records[2], store.verify(records[2].id), store.head())
    read = json.loads(json.dumps(made))
    assert read == made
    assert certificate_fault(read) is None
    assert (read["chain"]["intact"], read["chain"]["head"]["sequence"]) == (True, 6)
    for path in [("record", "code"), ("words", "text"), ("record", "text_hash"), ("id",), ("salt",)]:
        forged = json.loads(json.dumps(made))
        inner = forged[path[0]] if len(path) == 2 else forged
        inner[path[-1]] = "0" * 64
        assert certificate_fault(forged), path
    store.erase(records[2].id, who="page")
    after = certificate(store.get(records[2].id), store.verify(records[2].id), store.head())
    assert (certificate_fault(after), after["words"], after["hash"]) == (None, None, made["hash"])


# --- the command line


def test_an_export_is_safe_in_a_spreadsheet(engine: Engine) -> None:
    store = DecisionStore(engine)
    hostile = [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2",
        "@SUM(A1)",
        "\t=1",
        " =1",
        "＝1",
        'a";=1',
        "a\n=1",
        "<script>",
    ]
    for words in hostile:
        store.append(wool(text=words, answers={"=a": "=b"}))
    rows = list(csv.DictReader(io.StringIO("".join(csv_lines(store.export())))))
    assert [row["text"].replace("'", "") for row in rows] == [words.replace("'", "") for words in hostile]
    for row in rows:
        for cell in row.values():
            for piece in cell.replace(";", "\n").split("\n"):
                assert piece.lstrip()[:1] not in ("=", "+", "-", "@", "＝"), cell
    assert safe_cell("laine; -10 %") == "laine; '-10 %"


def test_the_commands_export_erase_back_up_and_audit(url: str, tmp_path: Path) -> None:
    run = CliRunner(env={"HIRFA_DATABASE_URL": url})
    with opened(url) as engine:
        store, records = filled(engine)
        noted = store.head()
        assert run.invoke(audit, ["--head", f"{noted.sequence}:{noted.hash}"]).exit_code == 0
        lines = run.invoke(decisions, ["export", "--code", "5701"]).stdout.splitlines()
        assert [json.loads(line)["id"] for line in lines] == [r.id for r in records]
        assert run.invoke(decisions, ["export", str(tmp_path / "d.csv")]).exit_code == 0
        assert (tmp_path / "d.csv").read_text(encoding="utf-8").count("\n") == 7
        assert run.invoke(decisions, ["erase", records[0].id], input="n\n").exit_code == 1
        assert not store.get(records[0].id).erased
        assert run.invoke(decisions, ["erase", records[0].id, "--yes"]).stdout == "1 erased\n"
        assert run.invoke(decisions, ["backup", str(tmp_path / "copy")]).exit_code == 0
        assert run.invoke(audit, []).stdout.startswith("7 records hold; the chain ends with 7:")
        by_hand(engine, update(DecisionRow).where(DecisionRow.sequence == 4).values(code="570210"))
        failed = run.invoke(audit, [])
        assert isinstance(failed.exception, DecisionError)
        assert f"record 4 ({records[3].id}) was altered" in str(failed.exception)
        with snapshot(engine) as connection:
            assert connection.scalar(select(DecisionRow.code).where(DecisionRow.sequence == 4)) == "570210"
