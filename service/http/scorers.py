"""Where queries are scored: on a thread of this process, or in a process of its own.

A thread shares the interpreter with the event loop, so that both together use
one core; a process of its own uses a second one, and holds the model once more.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, Protocol

import anyio.to_thread

from service.answers import Desk
from service.http.logs import Logger
from service.http.scoring import LENGTH, Done, Query, packed, score
from service.http.settings import Settings

Scored = list[Done | Exception]
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 30.0
_SECONDS_TO_END: Final = 5.0


class ScorerGoneError(Exception):
    """The scorer ended before it answered; nothing is known of the queries that it had."""


class Scorer(Protocol):
    """What a batcher needs."""

    depth: int
    """Batches that it may hold at once."""

    @property
    def ready(self) -> bool:
        """Whether it can take a batch now."""
        ...

    @property
    def failed(self) -> bool:
        """Whether it could not start the last time."""
        ...

    def submit(self, queries: Sequence[Query]) -> asyncio.Future[Scored]:
        """The answers to a batch, in its order."""
        ...

    def watch(self, changed: Callable[[], None]) -> None:
        """Say whom to call when `ready` or `failed` has changed."""
        ...

    async def close(self) -> None:
        """Stop."""
        ...


def wants_process(settings: Settings) -> bool:
    """Whether each worker is to have a scorer of its own: when told, else when there are two cores for each.

    Examples
    --------
    >>> wants_process(Settings(scorer="thread")), wants_process(Settings(scorer="auto", workers=64))
    (False, False)
    """
    if settings.scorer == "auto":
        return os.name == "posix" and _cores() >= 2 * settings.workers
    return settings.scorer == "process"


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class ThreadScorer:
    """Scores on one thread of this process.

    Parameters
    ----------
    desk : Desk
    """

    depth = 1
    ready = True
    failed = False

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="classify")

    def submit(self, queries: Sequence[Query]) -> asyncio.Future[Scored]:
        """The answers to a batch, in its order."""
        return asyncio.get_running_loop().run_in_executor(self._pool, score, self._desk, queries)

    def watch(self, changed: Callable[[], None]) -> None:
        """Nothing ever changes."""

    async def close(self) -> None:
        """Stop the thread."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class ProcessScorer(asyncio.Protocol):
    """Scores in a process of its own, which is started again when it dies.

    Parameters
    ----------
    settings : Settings
    log : Logger

    Notes
    -----
    The two speak over a pair of sockets: a length, then a pickle, which
    neither would ever take from anybody else. Each learns by the end of the
    stream that the other has gone, however it went.
    """

    # The next batch lies ready while the answers to one are sent.
    depth = 2

    def __init__(self, settings: Settings, log: Logger) -> None:
        self._command = [
            sys.executable,
            "-m",
            "service.http.scorer_process",
            str(settings.model or ""),
            settings.country,
        ]
        self._log = log
        self._changed: Callable[[], None] = lambda: None
        self._process: subprocess.Popen[bytes] | None = None
        self._transport: asyncio.Transport | None = None
        self._flying: deque[asyncio.Future[Scored]] = deque()
        self._unread = bytearray()
        self._pause = _FIRST_PAUSE
        self._again: asyncio.Task[None] | None = None
        self._settled = asyncio.Event()
        self._closing = False
        self.ready = False
        self.failed = False

    @property
    def pid(self) -> int | None:
        """Of the process."""
        return self._process.pid if self._process else None

    def watch(self, changed: Callable[[], None]) -> None:
        """Say whom to call when `ready` or `failed` has changed."""
        self._changed = changed

    async def begin(self) -> None:
        """Start the process; it loads the model while we do other things."""
        ours, theirs = socket.socketpair()
        with theirs:
            environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
            self._process = subprocess.Popen(  # noqa: ASYNC220  # takes a few milliseconds, at the start only
                [*self._command, str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=environment,
            )
        await asyncio.get_running_loop().create_unix_connection(lambda: self, sock=ours)

    async def started(self) -> None:
        """Wait until the process is ready, or has failed."""
        await self._settled.wait()

    def submit(self, queries: Sequence[Query]) -> asyncio.Future[Scored]:
        """The answers to a batch, in its order."""
        future: asyncio.Future[Scored] = asyncio.get_running_loop().create_future()
        if self._transport is None:
            future.set_exception(ScorerGoneError())
            return future
        self._flying.append(future)
        self._transport.write(packed([(q.text, q.language, q.k, q.answers) for q in queries]))
        return future

    async def close(self) -> None:
        """Let the process end, and make sure that it does."""
        self._closing = True
        if self._again is not None:
            self._again.cancel()
        if self._transport is not None:
            self._transport.close()
        await anyio.to_thread.run_sync(self._reap, _SECONDS_TO_END)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to the process."""
        self._transport = transport  # type: ignore[assignment]  # asyncio's own signature says less

    def data_received(self, data: bytes) -> None:
        """Take in answers, whole or in pieces; the first message only says that the model is loaded."""
        self._unread += data
        while len(self._unread) >= LENGTH.size:
            end = LENGTH.size + LENGTH.unpack_from(self._unread)[0]
            if len(self._unread) < end:
                return
            message = pickle.loads(self._unread[LENGTH.size : end])  # noqa: S301  # from our own process
            del self._unread[:end]
            self._take(message)

    def _take(self, message: Any) -> None:
        if not self.ready:
            self._pause = _FIRST_PAUSE
            self._turn(ready=True)
            return
        future = self._flying.popleft()
        if not future.done():
            future.set_result([Done(*pair) if pair[0] else RuntimeError(pair[1]) for pair in message])

    def connection_lost(self, exc: Exception | None) -> None:
        """Give back what was in flight and start again."""
        was_ready, self._transport = self.ready, None
        self._unread.clear()
        flying, self._flying = self._flying, deque()
        self._turn(ready=False, failed=not was_ready)
        for future in flying:
            if not future.done():
                future.set_exception(ScorerGoneError())
        if not self._closing:
            self._log.error("scorer died", pid=self.pid, while_starting=not was_ready, error=str(exc or ""))
            self._again = asyncio.get_running_loop().create_task(
                self._begin_again(0 if was_ready else self._pause)
            )

    async def _begin_again(self, pause: float) -> None:
        await anyio.to_thread.run_sync(self._reap, 0.0)
        if pause:
            await asyncio.sleep(pause)
            self._pause = min(2 * pause, _LONGEST_PAUSE)
        await self.begin()

    def _turn(self, *, ready: bool, failed: bool = False) -> None:
        self.ready, self.failed = ready, failed
        self._settled.set()
        self._changed()

    def _reap(self, patience: float) -> None:
        if self._process is None:
            return
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
