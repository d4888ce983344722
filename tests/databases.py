"""Databases for the tests: SQLite files, and a real PostgreSQL server of our own."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from service.storage import connect
from service.storage.migrate import migrate

_COUNT = itertools.count()
# The disk is spared: what is tested is the death of a process, not of the machine.
_OPTIONS = (
    "fsync=off",
    "full_page_writes=off",
    "max_connections=60",
    "listen_addresses=",
    "shared_buffers=16MB",
)


class Server:
    """PostgreSQL in a temporary folder, reached by a socket there."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hirfa-pg-", dir="/tmp"))
        self.data = self.folder / "data"
        self._user: list[str] = []
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            name = _unprivileged()
            account = pwd.getpwnam(name)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self._user = ["runuser", "-u", name, "--"]
        self._run("initdb", "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8", "--locale=C")
        self.start()

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def create(self) -> str:
        """The URL of a new, empty database: 300 files."""
        name = f"hirfa_{next(_COUNT)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.url(name)

    def schema(self) -> str:
        """The URL of a new, empty schema: as good as a database for most tests, and much cheaper."""
        name = f"hirfa_{next(_COUNT)}"
        self._execute(f"CREATE SCHEMA {name}")
        return f"{self.url('postgres')}&options=-csearch_path%3D{name}"

    def start(self) -> None:
        settings = " ".join(f"-c {option}" for option in _OPTIONS)
        log = str(self.folder / "log")
        self._run("pg_ctl", "-w", "-t", "20", "-l", log, "-o", f"-k {self.folder} {settings}", "start")

    def kill(self) -> None:
        """As a crash would: SIGKILL for the server and the processes that it started."""
        lock = self.data / "postmaster.pid"
        postmaster = int(lock.read_text().split()[0])
        family = [postmaster, *_children(postmaster)]
        for process in family:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while any(map(_running, family)):
            time.sleep(0.02)
        # A killed process may stay as a zombie here, for which the next server would wait.
        for left in (lock, *self.folder.glob(".s.PGSQL.*")):
            left.unlink()

    def stop(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as admin:
            admin.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._user, _program(program), "-D", str(self.data), *arguments]
        # Not through pipes: the server would keep them open and we would wait for ever.
        subprocess.run(command, cwd="/", check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _unprivileged() -> str:
    names = {account.pw_name for account in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _program(name: str) -> str:
    """The newest installed program of that name; empty when there is none."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(installed[-1]) if installed else shutil.which(name) or ""


def _children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(process) for process in listed.split()]


def _running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@cache
def _server() -> Server:
    return Server()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    if not (_program("postgres") and _program("initdb")):
        pytest.skip("no PostgreSQL server is installed here")
    yield _server()
    _server().stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty place of each kind of database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/hirfa.sqlite"
    server: Server = request.getfixturevalue("postgres")
    return server.schema()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A migrated database of each kind."""
    engine = connect(url)
    migrate(engine)
    yield engine
    engine.dispose()
