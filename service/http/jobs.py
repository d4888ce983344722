"""Files that are being scored: each has a folder, so that every process of the service knows of it."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

import anyio.to_thread
import orjson

from service.http.problems import Problem, ProblemError
from service.http.score_job import PART, REQUEST, STATUS, Order, say
from service.http.settings import Settings

KINDS: Final = {".csv": "text/csv; charset=utf-8", ".tsv": "text/tab-separated-values", ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".parquet": "application/vnd.apache.parquet"}  # fmt: skip
_ID: Final = re.compile(r"[0-9a-f]{32}")
_OWNER: Final = "owner.json"
_WAITING: Final = 8
_GRACE: Final = 60.0
_GLANCE: Final = 0.1
_PIECE: Final = 1 << 18


@dataclass(frozen=True, slots=True)
class Job:
    """One file.

    Parameters
    ----------
    id : str
    folder : Path
    state : {"waiting", "running", "done", "failed"}
    rows : int
    total : int or None
    created : datetime
    problem : Problem or None
    name : str
        For the download.
    """

    id: str
    folder: Path
    state: str
    rows: int
    total: int | None
    created: datetime
    problem: Problem | None
    name: str

    @property
    def result(self) -> Path:
        """Where the scored file is when it is done."""
        return self.folder / f"scored{Path(self.name).suffix}"

    @property
    def growing(self) -> Path:
        """Where its rows are while it is not."""
        return self.result.with_stem(PART)

    @property
    def has_rows(self) -> bool:
        """Whether something can be read of the scored file."""
        try:
            return self.growing.stat().st_size > 0
        except FileNotFoundError:
            return self.result.exists()

    def open(self) -> BinaryIO:
        """The scored file, as far as it is there.

        Raises
        ------
        ProblemError
            When there is nothing.
        """
        for path in (self.growing, self.result):
            with suppress(FileNotFoundError):  # it changes its name when it is whole
                return path.open("rb")
        raise ProblemError("failed", {"value": self.id}, field="path.id")

    @property
    def progress(self) -> float:
        """From 0 to 1."""
        if self.state == "done":
            return 1.0
        return min(self.rows / self.total, 0.99) if self.total else 0.0


class Jobs:
    """The files in work and those kept for download.

    Parameters
    ----------
    settings : Settings
    folder : Path
        Shared by the processes of the service.
    """

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._slots = asyncio.Semaphore(settings.jobs)
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def start(self, upload: BinaryIO, name: str, text: str, who: str) -> str:
        """Take a file in and begin; returns the id of the job.

        Raises
        ------
        ProblemError
            When too many wait already, or the kind of file is not read.
        """
        suffix = _suffix(name, upload)
        if len(self._tasks) >= self._settings.jobs + _WAITING:
            raise ProblemError("busy", {"seconds": 30}, headers={"Retry-After": "30"})
        identifier = secrets.token_hex(16)
        order = Order(
            f"source{suffix}",
            f"scored{suffix}",
            text,
            self._settings.upload_rows,
            self._settings.upload_columns,
            self._settings.upload_unpacked,
            str(self._settings.model) if self._settings.model else None,
        )
        await anyio.to_thread.run_sync(
            self._lay_down, identifier, upload, order, f"{_stem(name)}_hs{suffix}", who
        )
        task = asyncio.create_task(self._run(identifier))
        self._tasks[identifier] = task
        task.add_done_callback(lambda _: self._tasks.pop(identifier, None))
        return identifier

    async def begun(self, identifier: str, who: str) -> Job:
        """The job once its first rows are scored, or it has ended."""
        task, job = self._tasks.get(identifier), self.get(identifier, who)
        while task is not None and not task.done() and not job.has_rows:
            await asyncio.wait({task}, timeout=_GLANCE)
        return self.get(identifier, who)

    async def rows(self, identifier: str, who: str) -> AsyncIterator[bytes]:
        """The scored table, each part as soon as it is written.

        Raises
        ------
        ProblemError
            When scoring broke off; what came before is then not all.
        """
        task = self._tasks.get(identifier)
        with self.get(identifier, who).open() as handle:
            ended = False
            while not ended:
                ended = task is None or task.done()
                while piece := await anyio.to_thread.run_sync(handle.read, _PIECE):
                    yield piece
                if task is not None and not ended:
                    await asyncio.wait({task}, timeout=_GLANCE)
        if self.get(identifier, who).state != "done":
            raise ProblemError("failed", {"value": identifier}, field="path.id")

    async def finished(self, identifier: str, who: str) -> Job:
        """The job once it is done or has failed."""
        task = self._tasks.get(identifier)
        if task is not None:
            await asyncio.shield(task)
        return self.get(identifier, who)

    def get(self, identifier: str, who: str) -> Job:
        """What is known of a job; only who began it may ask.

        Raises
        ------
        ProblemError
            When there is none.
        """
        folder = self._folder / identifier
        missing = ProblemError("unknown-record", {"value": identifier[:40]}, field="path.id")
        if not _ID.fullmatch(identifier):
            raise missing
        try:
            owner = orjson.loads((folder / _OWNER).read_bytes())
            status = orjson.loads((folder / STATUS).read_bytes())
        except FileNotFoundError:
            raise missing from None
        if owner["who"] != who:
            raise missing
        created = datetime.fromtimestamp(owner["created"], UTC)
        problem = _problem(status["problem"]) if status["problem"] else None
        state, rows, total = status["state"], status["rows"], status["total"]
        return Job(identifier, folder, state, rows, total, created, problem, owner["name"])

    async def close(self) -> None:
        """Stop everything that runs."""
        for task in list(self._tasks.values()):
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _lay_down(self, identifier: str, upload: BinaryIO, order: Order, name: str, who: str) -> None:
        self._sweep()
        folder = self._folder / identifier
        folder.mkdir(mode=0o700)
        with (folder / order.source).open("wb") as handle:
            shutil.copyfileobj(upload, handle, 1 << 20)
        owner = {"who": who, "name": name, "created": time.time()}
        (folder / _OWNER).write_bytes(orjson.dumps(owner))
        values = {field: getattr(order, field) for field in Order.__slots__}
        (folder / REQUEST).write_bytes(orjson.dumps(values))
        say(folder, "waiting", 0, None)

    async def _run(self, identifier: str) -> None:
        folder = self._folder / identifier
        async with self._slots:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "service.http.score_job",
                str(folder),
                stdin=asyncio.subprocess.DEVNULL,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            )
            try:
                await asyncio.wait_for(process.wait(), self._settings.upload_time_limit)
            except TimeoutError:
                seconds = f"{self._settings.upload_time_limit:g}"
                values = {"limit": seconds, "unit": "s"}
                say(folder, "failed", 0, None, {"kind": "too-large", "values": values})
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        await anyio.to_thread.run_sync(_tidy, folder, process.returncode)

    def _sweep(self) -> None:
        """Remove what was kept long enough, and the oldest beyond the number that is kept."""
        kept = sorted(
            (p for p in self._folder.iterdir() if _ID.fullmatch(p.name)), key=lambda p: p.stat().st_mtime
        )
        done = [p for p in kept if p.name not in self._tasks and time.time() - p.stat().st_mtime > _GRACE]
        surplus = len(kept) - self._settings.jobs_kept
        for place, folder in enumerate(done):
            old = time.time() - folder.stat().st_mtime > self._settings.job_lifetime
            if old or place < surplus:
                shutil.rmtree(folder, ignore_errors=True)


def _tidy(folder: Path, returncode: int | None) -> None:
    """Keep the result only, and say so when the process died without a word."""
    for path in folder.glob("*"):
        if path.stem in ("source", "clean", PART):
            path.unlink(missing_ok=True)
    status = orjson.loads((folder / STATUS).read_bytes())
    if returncode and status["state"] not in ("done", "failed"):
        say(folder, "failed", 0, None, {"kind": "table", "values": {"column": ""}})


def _problem(found: dict[str, Any]) -> Problem:
    extra = {"reason": found["reason"]} if found.get("reason") else {}
    return Problem(found["kind"], found["values"], "body.file", {}, extra)


def _suffix(name: str, upload: BinaryIO) -> str:
    """The kind of a file: what its name says, and where that says nothing, how it begins."""
    suffix = Path(name.replace("\\", "/")).suffix.lower()
    if not suffix:
        start = upload.read(4)
        upload.seek(0)
        return {b"PK\x03\x04": ".xlsx", b"PAR1": ".parquet"}.get(start, ".csv")
    if suffix not in KINDS:
        raise ProblemError("media", {"value": suffix, "accepted": ", ".join(KINDS)}, field="body.file")
    return suffix


def _stem(name: str) -> str:
    """A harmless name for the download.

    Examples
    --------
    >>> _stem("../../etc/<b>exports 2026.csv"), _stem("<>.csv")
    ('b_exports_2026', 'table')
    """
    stem = Path(name.replace("\\", "/")).stem
    return re.sub(r"\W+", "_", stem).strip("_")[:60] or "table"
