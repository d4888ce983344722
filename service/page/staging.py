"""Uploaded tables whose column is still to be chosen; each waits in a folder of its own."""

from __future__ import annotations

import asyncio
import json
import os
import re
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import anyio.to_thread

from mappings.errors import HirfaError
from service.http.app import WORK_FOLDER
from service.http.jobs import KINDS
from service.page.peek import Column

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request

_ID: Final = re.compile(r"[0-9a-f]{32}")
_META: Final = "columns.json"
_KEPT_SECONDS: Final = 1_800
_MOST: Final = 64
_PEEK_SECONDS: Final = 15


class UnreadableError(HirfaError):
    """An uploaded table cannot be read.

    Parameters
    ----------
    reason : mapping of language to str, optional
        Why, when a reader said so.
    """

    def __init__(self, reason: Mapping[str, str] | None = None) -> None:
        self.reason = reason or {}
        super().__init__("the table cannot be read; save it as CSV, Excel or Parquet.")


@dataclass(frozen=True, slots=True)
class Staged:
    """A table that waits.

    Parameters
    ----------
    id : str
    source : Path
    name : str
        As the person's computer called it.
    columns : tuple of Column
    """

    id: str
    source: Path
    name: str
    columns: tuple[Column, ...]


class Staging:
    """The tables that wait.

    Parameters
    ----------
    folder : Path
        Shared by the processes of the service.
    unpacked : int
        The most bytes that an archive may unpack to.
    """

    def __init__(self, folder: Path, unpacked: int) -> None:
        self._folder = folder
        self._unpacked = unpacked

    async def take(self, upload: BinaryIO, name: str, who: str) -> str:
        """Take a table in and read its header; returns its id.

        Raises
        ------
        UnreadableError
            When it cannot be read; nothing is kept then.
        """
        identifier = secrets.token_hex(16)
        place = self._folder / identifier
        source = place / f"source{suffix_of(name)}"
        await anyio.to_thread.run_sync(self._lay_down, upload, source)
        try:
            columns = await _columns(source, self._unpacked)
            meta = {"name": Path(name.replace("\\", "/")).name[:120], "who": who, "columns": columns}
            (place / _META).write_text(json.dumps(meta), encoding="utf-8")
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        return identifier

    def get(self, identifier: str, who: str) -> Staged | None:
        """A table that this person sent, while it is kept."""
        place = self._folder / identifier
        if not _ID.fullmatch(identifier) or not (place / _META).is_file():
            return None
        meta = json.loads((place / _META).read_text(encoding="utf-8"))
        if meta["who"] != who:
            return None
        columns = tuple(Column(c["name"], tuple(c["samples"])) for c in meta["columns"])
        return Staged(identifier, place / f"source{suffix_of(meta['name'])}", meta["name"], columns)

    def forget(self, identifier: str) -> None:
        """Remove a table."""
        if _ID.fullmatch(identifier):
            shutil.rmtree(self._folder / identifier, ignore_errors=True)

    def _lay_down(self, upload: BinaryIO, source: Path) -> None:
        self._sweep()
        source.parent.mkdir(mode=0o700, parents=True)
        with source.open("wb") as handle:
            shutil.copyfileobj(upload, handle, 1 << 20)

    def _sweep(self) -> None:
        """Remove what waited too long, and the oldest of too many."""
        if not self._folder.is_dir():
            return
        waiting = sorted(self._folder.iterdir(), key=lambda place: place.stat().st_mtime)
        for position, place in enumerate(waiting):
            old = time.time() - place.stat().st_mtime > _KEPT_SECONDS
            if old or position < len(waiting) - _MOST:
                shutil.rmtree(place, ignore_errors=True)


def suffix_of(name: str) -> str:
    """The suffix of a file name.

    Raises
    ------
    UnreadableError
        When such files are not read.
    """
    suffix = Path(name.replace("\\", "/")).suffix.lower()
    if suffix not in KINDS:
        raise UnreadableError
    return suffix


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the staging folder with the application, and remove it with it unless processes share it."""
    unpacked = app.state.services.settings.upload_unpacked
    shared = os.environ.get(WORK_FOLDER)
    if shared:
        app.state.page_staging = Staging(Path(shared) / "page", unpacked)
        yield
        return
    with tempfile.TemporaryDirectory(prefix="hirfa-page-", ignore_cleanup_errors=True) as folder:
        app.state.page_staging = Staging(Path(folder), unpacked)
        yield


def staging_of(request: Request) -> Staging:
    """The staging of the application that a request came to."""
    found: Staging = request.app.state.page_staging
    return found


async def _columns(source: Path, unpacked: int) -> list[dict[str, Any]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "service.page.peek", str(source), str(unpacked),
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        printed, _ = await asyncio.wait_for(process.communicate(), _PEEK_SECONDS)
        found = json.loads(printed or b"{}")
    except (TimeoutError, ValueError):
        found = {}
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if not found.get("columns"):
        raise UnreadableError(found.get("reason"))
    columns: list[dict[str, Any]] = found["columns"]
    return columns
