"""Classification off the event loop: requests that wait together are scored together.

One thread works; while it does, further requests gather, and it takes them in
one go. A batch of eight costs half as much a text as eight calls, and one hop
between threads serves them all.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import orjson

from classifier import Classification
from mappings import Language
from service.answers import Answer, complete, split_answers
from service.http.models import ClassifyRequest
from service.http.services import Services

MOST_TOGETHER: Final = 16
_CACHED: Final = 4_096
_CACHED_BYTES: Final = 24 << 20
_CACHED_REQUEST: Final = 4_096


@dataclass(frozen=True, slots=True)
class Done:
    """An answer as JSON, and its status for the counters."""

    body: bytes
    status: str


class AnswerCache:
    """The latest answers by the exact bytes of their requests; an answer depends on nothing else.

    Examples
    --------
    >>> cache = AnswerCache()
    >>> cache.put(b"{}", Done(b"1", "decided"))
    >>> cache.get(b"{}").body, cache.get(b"{ }")
    (b'1', None)
    """

    def __init__(self) -> None:
        self._held: OrderedDict[bytes, Done] = OrderedDict()
        self._size = 0

    def get(self, request: bytes) -> Done | None:
        """The answer to these bytes, when it is still held."""
        found = self._held.get(request)
        if found is not None:
            self._held.move_to_end(request)
        return found

    def put(self, request: bytes, done: Done) -> None:
        """Keep an answer; the least recently used ones make room."""
        if len(request) > _CACHED_REQUEST or request in self._held:
            return
        self._held[request] = done
        self._size += len(request) + len(done.body)
        while self._size > _CACHED_BYTES or len(self._held) > _CACHED:
            old, dropped = self._held.popitem(last=False)
            self._size -= len(old) + len(dropped.body)


class Batcher:
    """Answers requests on one thread of its own.

    Parameters
    ----------
    services : Services
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="classify")
        self._waiting: deque[tuple[ClassifyRequest, asyncio.Future[Done]]] = deque()
        self._working = False
        self.cache = AnswerCache()

    def close(self) -> None:
        """Stop the thread."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def one(self, request: ClassifyRequest) -> Done:
        """The answer to one request."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Done] = loop.create_future()
        self._waiting.append((request, future))
        if not self._working:
            self._working = True
            loop.call_soon(self._start, loop)
        return await future

    async def many(self, texts: Sequence[str], language: Language | None, k: int) -> list[Done]:
        """The answers to many texts; single requests are let in between."""
        loop = asyncio.get_running_loop()
        found: list[Done] = []
        for start in range(0, len(texts), MOST_TOGETHER):
            piece = texts[start : start + MOST_TOGETHER]
            found += await loop.run_in_executor(self._pool, self._alike, piece, language, k)
        return found

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        batch = [self._waiting.popleft() for _ in range(min(MOST_TOGETHER, len(self._waiting)))]
        batch = [pair for pair in batch if not pair[1].done()]
        if not batch:
            self._working = bool(self._waiting)
            if self._waiting:
                loop.call_soon(self._start, loop)
            return
        requests = [request for request, _ in batch]
        done = loop.run_in_executor(self._pool, self._work, requests)
        done.add_done_callback(lambda finished: self._deliver(loop, batch, finished))

    def _deliver(
        self,
        loop: asyncio.AbstractEventLoop,
        batch: list[tuple[ClassifyRequest, asyncio.Future[Done]]],
        finished: asyncio.Future[list[Done | Exception]],
    ) -> None:
        # The next batch is at work while these answers are sent.
        self._start(loop)
        error = None if finished.cancelled() else finished.exception()
        for i, (_, future) in enumerate(batch):
            if future.done():
                continue
            if finished.cancelled():
                future.cancel()
                continue
            found = error or finished.result()[i]
            if isinstance(found, Done):
                future.set_result(found)
            else:
                future.set_exception(found)

    def _work(self, requests: list[ClassifyRequest]) -> list[Done | Exception]:
        """Plain requests in one go, those with answers one by one."""
        found: dict[int, Done | Exception] = {}
        together: dict[tuple[Language | None, int], list[int]] = {}
        for i, request in enumerate(requests):
            if request.answers:
                found[i] = self._answered(request)
            else:
                together.setdefault((request.language, request.k), []).append(i)
        for (language, k), places in together.items():
            done = self._alike([requests[i].text for i in places], language, k)
            found.update(zip(places, done, strict=True))
        return [found[i] for i in range(len(requests))]

    def _alike(self, texts: Sequence[str], language: Language | None, k: int) -> list[Done]:
        found: list[Classification] = self._services.classifier.classify(list(texts), k=k, language=language)
        return [_done(complete(self._services, one, language=language)) for one in found]

    def _answered(self, request: ClassifyRequest) -> Done | Exception:
        services = self._services
        try:
            goods, lines = split_answers(services, request.answers)
            found = services.classifier.classify(
                request.text, answers=goods, k=request.k, language=request.language
            )
            return _done(complete(services, found, language=request.language, line_answers=lines))
        except Exception as error:
            return error


def _done(answer: Answer) -> Done:
    return Done(dumps(answer.shallow()), answer.classification.status)


def dumps(value: Any) -> bytes:
    """JSON of plain values and of the library's frozen objects."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
