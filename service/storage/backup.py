"""A copy of the whole database in one file, taken while it is in use."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine

from service.storage.engine import POSTGRESQL, SQLITE, reached, shown
from service.storage.errors import StorageError


def backup(engine: Engine, target: Path) -> int:
    """Copy a database to a file; the file is complete and checked, or not there at all.

    Parameters
    ----------
    engine : Engine
    target : Path
        Of SQLite, a database like the first. Of PostgreSQL, an archive of
        ``pg_dump`` for ``pg_restore``. An older copy is replaced.

    Returns
    -------
    int
        Its size in bytes.

    Raises
    ------
    StorageError
        When the file cannot be written, or ``pg_dump`` is missing or fails.

    Examples
    --------
    >>> from service.storage import opened
    >>> with tempfile.TemporaryDirectory() as folder, opened(f"sqlite:///{folder}/h.sqlite") as engine:
    ...     backup(engine, Path(folder, "copy.sqlite")) > 0
    True
    """
    if engine.dialect.name == SQLITE and target.resolve() == Path(engine.url.database or "").resolve():
        raise StorageError("{target} is the database itself; write the copy to another file.", target=target)
    with _aside(target) as path:
        if engine.dialect.name == POSTGRESQL:
            _dump(engine.url, path)
        else:
            _copy(engine, path)
        return path.stat().st_size


@contextmanager
def _aside(target: Path) -> Iterator[Path]:
    try:
        # mkstemp makes it readable by its owner alone, which suits what it will hold.
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
        os.close(handle)
    except OSError as error:
        raise StorageError(
            "{target}: {why}; choose a folder that can be written.", target=target, why=error.strerror
        ) from error
    path = Path(name)
    try:
        yield path
        _sync(path)
        path.replace(target)
        _sync(target.parent)
    except OSError as error:
        raise StorageError(
            "{target}: {why}; choose a file that can be written.", target=target, why=error.strerror
        ) from error
    finally:
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copy(engine: Engine, path: Path) -> None:
    with reached(engine), closing(engine.raw_connection()) as source, closing(sqlite3.connect(path)) as copy:
        try:
            source.driver_connection.backup(copy)  # type: ignore[union-attr]
            # One file, with no journal beside it that could be left behind.
            copy.execute("PRAGMA journal_mode = DELETE")
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.Error as error:
            raise StorageError(
                "{folder}: {why}; check that the disk has room for a copy.",
                folder=path.parent,
                why=str(error),
            ) from error
    if found != "ok":
        raise StorageError(
            "{url} is damaged ({found}); restore an older copy.", url=shown(engine.url), found=found
        )


def _dump(url: URL, path: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise StorageError(
            "{url}: pg_dump is not on the PATH; install PostgreSQL's client tools (Debian: apt install "
            "postgresql-client), or copy the database on its server.",
            url=shown(url),
        )
    address = url.set(drivername="postgresql", password=None).render_as_string()
    # The password goes by the environment: arguments can be read by every user of the machine.
    environment = dict(os.environ) | ({"PGPASSWORD": str(url.password)} if url.password else {})
    command = [program, "--format=custom", f"--file={path}", f"--dbname={address}"]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, errors="replace"
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise StorageError(
            "{url}: pg_dump failed ({why}); check the URL and the client's version.", url=shown(url), why=last
        )
