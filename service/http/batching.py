"""Classification off the event loop: requests that wait together are scored together.

While the scorer works, further requests gather, and it takes them in one go. A
batch of sixteen costs half as much a text as sixteen calls, and one hop to the
scorer and back serves them all.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from mappings import Language
from service.answers import Desk, split_answers
from service.http.models import ClassifyRequest
from service.http.problems import ProblemError
from service.http.scorers import Scored, Scorer, ScorerGoneError
from service.http.scoring import Done, Query

MOST_TOGETHER: Final = 32
_CACHED: Final = 4_096
_CACHED_BYTES: Final = 24 << 20
_CACHED_REQUEST: Final = 4_096


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


@dataclass(slots=True)
class _Waiting:
    """A query and who waits for its answer."""

    query: Query
    future: asyncio.Future[Done]
    again: bool = False


class Batcher:
    """Answers requests with a scorer.

    Parameters
    ----------
    desk : Desk
    scorer : Scorer

    Notes
    -----
    When the scorer dies, the queries that it had are put to the next one, each
    alone, so that one that kills it takes no other along; the second time it
    is refused.
    """

    def __init__(self, desk: Desk, scorer: Scorer) -> None:
        self._desk = desk
        self._scorer = scorer
        self._waiting: deque[_Waiting] = deque()
        self._flying = 0
        self._due = False
        self.cache = AnswerCache()
        scorer.watch(self._changed)

    @property
    def ready(self) -> bool:
        """Whether requests are answered at once."""
        return self._scorer.ready

    async def one(self, request: ClassifyRequest) -> Done:
        """The answer to one request.

        Raises
        ------
        AnswerError
            When one of its answers does not exist.
        ProblemError
            When there is no scorer, or none that survives it.
        """
        if request.answers:
            split_answers(self._desk, request.answers)
        return await self._wait(Query(request.text, request.language, request.k, request.answers))

    async def many(self, texts: Sequence[str], language: Language | None, k: int) -> list[Done]:
        """The answers to many texts; single requests are let in between."""
        found: list[Done] = []
        together = MOST_TOGETHER * self._scorer.depth
        for start in range(0, len(texts), together):
            piece = [self._wait(Query(text, language, k)) for text in texts[start : start + together]]
            found += await asyncio.gather(*piece)
        return found

    def _wait(self, query: Query) -> asyncio.Future[Done]:
        if self._scorer.failed:
            raise gone()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Done] = loop.create_future()
        self._waiting.append(_Waiting(query, future))
        if not self._due and self._flying < self._scorer.depth:
            # Those that arrive in the same turn of the loop go together.
            self._due = True
            loop.call_soon(self._start)
        return future

    def _start(self) -> None:
        self._due = False
        while self._flying < self._scorer.depth and self._scorer.ready and (batch := self._next()):
            self._flying += 1
            scored = self._scorer.submit([one.query for one in batch])
            scored.add_done_callback(partial(self._deliver, batch))

    def _next(self) -> list[_Waiting]:
        """Those at the head of the queue who still wait; one that is put again goes alone."""
        batch: list[_Waiting] = []
        while self._waiting and len(batch) < MOST_TOGETHER:
            if batch and self._waiting[0].again:
                break
            one = self._waiting.popleft()
            if not one.future.done():
                batch.append(one)
                if one.again:
                    break
        return batch

    def _deliver(self, batch: list[_Waiting], scored: asyncio.Future[Scored]) -> None:
        self._flying -= 1
        # The next batch is at work while these answers are sent.
        self._start()
        error = asyncio.CancelledError() if scored.cancelled() else scored.exception()
        if isinstance(error, ScorerGoneError):
            self._put_again(batch)
            return
        for i, one in enumerate(batch):
            if one.future.done():
                continue
            found = error or scored.result()[i]
            if isinstance(found, Done):
                one.future.set_result(found)
            elif isinstance(found, asyncio.CancelledError):
                one.future.cancel()
            else:
                one.future.set_exception(found)

    def _put_again(self, batch: list[_Waiting]) -> None:
        for one in batch:
            if one.again:
                _refuse(one)
            else:
                self._waiting.append(_Waiting(one.query, one.future, again=True))
        self._changed()

    def _changed(self) -> None:
        if self._scorer.failed:
            while self._waiting:
                _refuse(self._waiting.popleft())
        self._start()


def gone() -> ProblemError:
    """The refusal while there is no scorer."""
    return ProblemError("unavailable", {"what": "model"}, headers={"Retry-After": "2"})


def _refuse(one: _Waiting) -> None:
    if not one.future.done():
        one.future.set_exception(gone())
