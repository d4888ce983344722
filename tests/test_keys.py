from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update
from typer.testing import CliRunner

from service.cli.keys import keys as keys_app
from service.keys import KeyRefusedError, KeyStore
from service.storage import snapshot
from service.storage.tables import KeyRow
from tests.databases import engine, postgres, url

__all__ = ["engine", "postgres", "url"]

START = datetime(2026, 2, 11, 9, 30, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def pass_(self, **duration: float) -> None:
        self.moment += timedelta(**duration)


def test_a_secret_opens_until_it_expires_or_is_revoked(engine: Engine) -> None:
    clock = Clock()
    store = KeyStore(engine, clock)
    short = store.create("amina", ["read"], START + timedelta(days=1))
    clock.pass_(seconds=1)
    long = store.create("Coopérative Tiznit", ["decide", "admin"])
    assert store.authenticate(short.secret) == short.key
    assert store.authenticate(long.secret) == long.key
    assert [key.name for key in store.list()] == ["amina", "Coopérative Tiznit"]
    assert (short.key.allows("decide"), long.key.allows("read")) == (False, True)
    clock.pass_(days=1)
    assert store.authenticate(short.secret) is None
    assert [key.revoked for key in store.revoke("Coopérative Tiznit")] == [clock.moment]
    assert store.authenticate(long.secret) is None


def test_no_secret_is_stored_or_shown(engine: Engine) -> None:
    issued = KeyStore(engine).create("amina", ["read"])
    with snapshot(engine) as connection:
        row = connection.execute(select(KeyRow.__table__)).one()
    assert issued.secret.removeprefix("hirfa_") not in repr(row)
    assert issued.secret not in repr(issued)


def test_rotation_leaves_the_old_secret_a_period_of_grace(engine: Engine) -> None:
    clock = Clock()
    store = KeyStore(engine, clock)
    old = store.create("amina", ["decide"], START + timedelta(days=30))
    clock.pass_(days=10)
    new = store.rotate("amina", grace=timedelta(days=2))
    assert (new.key.name, new.key.roles) == ("amina", ("decide",))
    assert new.key.expires == clock.moment + timedelta(days=30)
    assert store.authenticate(old.secret)
    assert store.authenticate(new.secret)
    clock.pass_(days=2)
    assert store.authenticate(old.secret) is None
    assert store.authenticate(new.secret) == new.key
    at_once = store.rotate("amina", grace=timedelta(0))
    assert store.authenticate(new.secret) is None
    store.revoke("amina")
    assert store.authenticate(at_once.secret) is None


@pytest.mark.parametrize(
    "alter", [str.swapcase, lambda s: s[:-1], lambda s: s + "A", lambda s: s + "\n", lambda _: ""]
)
def test_only_the_very_secret_opens(engine: Engine, alter: Callable[[str], str]) -> None:
    store = KeyStore(engine)
    issued = store.create("amina", ["read"])
    assert store.authenticate(alter(issued.secret)) is None
    assert store.authenticate(issued.key.id) is None


def test_a_row_put_in_by_hand_under_the_id_of_a_guess_does_not_open(engine: Engine) -> None:
    store = KeyStore(engine)
    issued = store.create("amina", ["read"])
    with engine.begin() as connection:
        connection.execute(update(KeyRow).values(secret_hash=issued.key.id + "0" * 48))
    assert store.authenticate(issued.secret) is None


def test_mistakes_are_told_in_a_sentence(engine: Engine) -> None:
    store = KeyStore(engine)
    store.create("amina", ["read"])
    mistakes: list[tuple[Callable[[], object], str]] = [
        (lambda: store.create("amina", ["read"]), "'amina' is the name of a key in use"),
        (lambda: store.create("page", ["read"]), "'page' is a reserved name"),
        (lambda: store.create("=cmd()", ["read"]), "'=cmd()' is not a name"),
        (lambda: store.create("b", ["root"]), "'root' is not a role; use read, decide, admin"),
        (lambda: store.create("b", ["read"], START - timedelta(days=9999)), "is past"),
        (lambda: store.revoke("nobody"), "'nobody' is no key in use"),
        (lambda: store.rotate("nobody"), "'nobody' is no key in use"),
    ]
    for mistake, words in mistakes:
        with pytest.raises(KeyRefusedError) as caught:
            mistake()
        assert words in str(caught.value)


def test_the_command_line_prints_a_secret_once(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/h.sqlite"
    run = CliRunner(env={"HIRFA_DATABASE_URL": database})
    first = run.invoke(keys_app, ["create", "amina", "--role", "decide", "--days", "30"])
    second = run.invoke(keys_app, ["rotate", "amina", "--grace-days", "0"])
    assert first.stdout.startswith("hirfa_")
    assert second.stdout.startswith("hirfa_")
    shown = run.invoke(keys_app, ["list", "--json"]).stdout
    assert [key["roles"] for key in json.loads(shown)] == [["decide"], ["decide"]]
    assert "expired" in run.invoke(keys_app, ["list"]).stdout
    assert "revoked" in run.invoke(keys_app, ["revoke", "amina"]).stdout
    for secret in (first.stdout.strip(), second.stdout.strip()):
        assert secret not in shown
        assert secret.encode() not in Path(tmp_path, "h.sqlite").read_bytes()
