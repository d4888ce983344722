"""From a URL to a SQLAlchemy engine whose commits are durable, and the two kinds of transaction."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from mappings.user_data import data_folder
from service.storage.errors import StorageError

SQLITE: Final = "sqlite"
POSTGRESQL: Final = "postgresql"
DEFAULT_FILE: Final = "hirfa.sqlite"
WAIT_SECONDS: Final = 30
_DRIVERS: Final = {
    "sqlite": "sqlite+pysqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "sqlite+pysqlite": "sqlite+pysqlite",
}
_WRITES: Final = "hirfa_writes"


def connect(url: str | None = None) -> Engine:
    """Make an engine; nothing is migrated yet.

    Parameters
    ----------
    url : str, optional
        ``sqlite:///file`` or ``postgresql://user:password@host/database``; by
        default a SQLite file in the user's own folder.

    Returns
    -------
    Engine

    Raises
    ------
    StorageError
        When the URL is not one, or names another kind of database.

    Examples
    --------
    >>> connect("sqlite:////tmp/hirfa-doctest/never-opened.sqlite").dialect.name
    'sqlite'
    >>> connect("mysql://localhost/hirfa")
    Traceback (most recent call last):
    service.storage.errors.StorageError: 'mysql' is not a database that Hirfa knows; ...
    """
    address = _address(url)
    if address.get_backend_name() == SQLITE:
        return _sqlite(address)
    try:
        # A dead connection is noticed before it is lent, so a restarted server costs no failed request.
        engine = create_engine(address, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    except ImportError as error:
        raise StorageError(
            "{url}: the driver is missing ({why}); run: pip install 'psycopg[binary]'.",
            url=shown(address),
            why=str(error),
        ) from error
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


@contextmanager
def opened(url: str | None = None) -> Iterator[Engine]:
    """An engine on a database that is migrated, closed at the end.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, opened(f"sqlite:///{folder}/h.sqlite") as engine:
    ...     engine.dialect.name
    'sqlite'
    """
    from service.storage.migrate import migrate

    engine = connect(url)
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def write(engine: Engine, lock: int) -> Iterator[Connection]:
    """A transaction that no other writer under the same lock overlaps; durable when it ends.

    Parameters
    ----------
    engine : Engine
    lock : int
        Names the lock on PostgreSQL; SQLite has a single writer anyway.
    """
    with reached(engine), engine.execution_options(**{_WRITES: True}).begin() as connection:
        if engine.dialect.name == POSTGRESQL:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
        yield connection


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A transaction that reads one state of the database, whatever is written meanwhile."""
    options: dict[str, Any] = {}
    if engine.dialect.name == POSTGRESQL:
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with reached(engine), engine.connect().execution_options(**options) as connection:
        yield connection


@contextmanager
def reached(engine: Engine) -> Iterator[None]:
    """Turn the driver's refusal (no server, disk full, locked) into a sentence."""
    try:
        yield
    except PoolTimeoutError as error:
        raise StorageError(
            "{url}: all connections stayed in use; try again, or lower the load.", url=shown(engine.url)
        ) from error
    except DBAPIError as error:
        cause = " ".join(str(error.orig).split())
        raise StorageError(
            "{url}: {why}; check that the database can be reached and written to.",
            url=shown(engine.url),
            why=cause,
        ) from error


def shown(url: URL) -> str:
    """A URL fit for a message.

    Examples
    --------
    >>> shown(make_url("postgresql://amina:secret@host/hirfa"))
    'postgresql://amina:***@host/hirfa'
    """
    return url.render_as_string(hide_password=True)


def _address(url: str | None) -> URL:
    if not url:
        return URL.create(_DRIVERS[SQLITE], database=str(data_folder(DEFAULT_FILE)))
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StorageError(
            "the database URL cannot be read (it is not shown, for it may hold a password); "
            "write it as postgresql://user:password@host/database or sqlite:///file."
        ) from error
    if address.drivername not in _DRIVERS:
        raise StorageError(
            "{name!r} is not a database that Hirfa knows; use sqlite:///file or postgresql://…",
            name=address.drivername,
        )
    return address.set(drivername=_DRIVERS[address.drivername])


def _sqlite(address: URL) -> Engine:
    name = address.database or ":memory:"
    if name == ":memory:" or name.startswith("file:"):
        raise StorageError(
            "{name!r} is no file, and records must outlive the process; write sqlite:///file.sqlite.",
            name=name,
        )
    engine = create_engine(address, connect_args={"timeout": WAIT_SECONDS})
    event.listen(engine, "do_connect", lambda *_: _make_private(Path(name)))
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(path: Path) -> None:
    """Create the file for its owner alone: it holds what people wrote, and SQLite's own files follow its mode."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        if not path.is_file():
            raise StorageError(
                "{path}: {why}; choose a file that can be written.", path=path, why=error.strerror
            ) from error


def _prepare_sqlite(raw: Any, _record: object) -> None:
    # SQLAlchemy's "begin" event decides how a transaction begins, not the driver.
    raw.isolation_level = None
    # A text cell altered by hand may not be UTF-8; the audit must name it, not stumble over it.
    raw.text_factory = _lenient
    cursor = raw.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
    _use_wal(cursor)
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _lenient(data: bytes) -> str:
    return str(data, "utf-8", "surrogateescape")


def _use_wal(cursor: sqlite3.Cursor) -> None:
    """Switch to WAL; SQLite does not wait by itself when another process is switching too."""
    give_up = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # A writer that begins as a reader could find its snapshot outdated and fail; it takes the lock at once.
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_postgresql(raw: Any, _record: object) -> None:
    cursor = raw.cursor()
    # A server set to acknowledge before it has written would lose decisions; other settings are stricter.
    cursor.execute(
        "SELECT set_config('synchronous_commit', 'on', false) "
        "WHERE current_setting('synchronous_commit') = 'off'"
    )
    raw.commit()
    cursor.close()
