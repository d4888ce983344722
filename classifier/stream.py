"""Scoring of tables in order, in bounded memory, each distinct text once, on several processes."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from classifier.columns import NAMES
from classifier.errors import FrameError
from classifier.model import Classifier, load_model
from classifier.readers import EXCEL, PARQUET, read_batches
from classifier.resume import FLOATS, Answers, Memory, answer
from classifier.sniff import sniff
from classifier.writers import Writer, open_writer

REMEMBERED: Final = 2_000_000
"""Distinct texts whose answers a session keeps before it forgets them all."""
_AHEAD: Final = 3
_PIECE: Final = 65_536
_JOB: Final = 4_096
_LEAST: Final = 64
_DEATHS: Final = 5
_THREADS: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def score_file(
    source: Path,
    target: Path,
    *,
    text: str = "designation",
    workers: int = 1,
    model: str | None = None,
    progress: Callable[[int], None] = lambda _rows: None,
) -> int:
    """Score every row of a file into another file.

    Parameters
    ----------
    source, target : Path
        CSV, Excel or Parquet; the kind follows from the names.
    text : str
        The column that holds the descriptions.
    workers : int
        Processes; 1 works in this one.
    model : str, optional
        Folder of a model; the shipped one when not given.
    progress : callable
        Called with the number of rows of each batch written.

    Returns
    -------
    int
        Rows written: all of the source, in its order.

    Raises
    ------
    FrameError
        When the source cannot be read or has no such column; nothing is then
        written over an existing target.
    """
    separator = "," if source.suffix.lower() in (*EXCEL, *PARQUET) else ""
    with open_session(workers, model) as session:
        batches = session.score(read_batches(source), text, source)
        first = next(batches)
        with open_writer(target, first.schema, separator or sniff(source).separator) as writer:
            return write_all(chain((first,), batches), writer, progress)


def write_all(batches: Iterable[pa.RecordBatch], writer: Writer, progress: Callable[[int], None]) -> int:
    """Write batches in order, each while the next is being made.

    Parameters
    ----------
    batches : iterable of RecordBatch
    writer : Writer
    progress : callable
        Called with the number of rows of each batch.

    Returns
    -------
    int
        Rows written.
    """
    rows = 0
    with ThreadPoolExecutor(1) as thread:
        written: Future[None] = Future()
        written.set_result(None)
        for batch in batches:
            written.result()
            written = thread.submit(writer.write_batch, batch)
            rows += batch.num_rows
            progress(batch.num_rows)
        written.result()
    return rows


@dataclass(slots=True)
class _Job:
    texts: list[str]
    start: int
    future: Future[Answers]


class Session:
    """Scores one table after the other and remembers the texts between them.

    Parameters
    ----------
    workers : int
        Processes; 1 works in this one.
    model : str, optional
        Folder of a model.
    remembered : int
        Distinct texts kept before all are forgotten.
    """

    def __init__(self, workers: int, model: str | None, remembered: int = REMEMBERED) -> None:
        self._workers, self._model, self._remembered = workers, model, remembered
        self._memory = Memory()
        self._jobs: deque[_Job] = deque()
        self._pool: ProcessPoolExecutor | None = None
        self._deaths = 0
        self.scored = 0
        if workers > 1:
            self._pool = self._processes()

    def score(self, batches: Iterable[pa.RecordBatch], text: str, name: object) -> Iterator[pa.RecordBatch]:
        """Append the columns `NAMES` to every batch, in order.

        Parameters
        ----------
        batches : iterable of RecordBatch
        text : str
            The column that holds the descriptions.
        name : object
            What an error calls the table.

        Yields
        ------
        RecordBatch
        """
        waiting: deque[tuple[pa.RecordBatch, NDArray[np.int64], int]] = deque()
        for batch in _pieces(batches):
            if text not in batch.schema.names:
                raise FrameError(
                    "{source}: no column {name!r}; it has: {columns}.",
                    source=name,
                    name=text,
                    columns=batch.schema.names,
                )
            encoded = _strings(batch.column(text)).dictionary_encode()
            distinct = encoded.dictionary.to_pylist()
            places = self._memory.find(distinct)
            fresh = places < 0
            known = len(self._memory.position)
            if known and known + int(fresh.sum()) > self._remembered:
                while waiting:
                    yield self._finish(*waiting.popleft())
                self._collect(0)
                self._memory, known = Memory(), 0
                fresh[:] = True
            self._ask([distinct[i] for i in np.flatnonzero(fresh).tolist()])
            places[fresh] = np.arange(known, len(self._memory.position))
            rows = places[np.asarray(encoded.indices, np.int64)]
            waiting.append((batch, rows, len(self._memory.position)))
            if len(waiting) > (_AHEAD if self._pool else 0):
                yield self._finish(*waiting.popleft())
        while waiting:
            yield self._finish(*waiting.popleft())

    def close(self) -> None:
        """Let the processes go."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def _ask(self, texts: list[str]) -> None:
        self.scored += len(texts)
        size = min(_JOB, max(_LEAST, -(-len(texts) // (2 * self._workers))))
        for at in range(0, len(texts), size):
            piece = texts[at : at + size]
            future = self._submit(piece)
            self._jobs.append(_Job(piece, self._memory.reserve(piece), future))

    def _submit(self, texts: list[str]) -> Future[Answers]:
        if self._pool:
            try:
                return self._pool.submit(_work, texts)
            except BrokenProcessPool as error:
                broken: Future[Answers] = Future()
                broken.set_exception(error)
                return broken
        done: Future[Answers] = Future()
        done.set_result(answer(load_model(self._model), texts))
        return done

    def _collect(self, until: int) -> None:
        """Take in the answers to all texts placed before `until`; 0 for all there are."""
        while self._jobs and (not until or self._jobs[0].start < until):
            try:
                answers = self._jobs[0].future.result()
            except BrokenProcessPool as error:
                self._revive(error)
                continue
            self._memory.fill(self._jobs.popleft().start, answers)

    def _revive(self, error: BrokenProcessPool) -> None:
        """New processes for the work of those that died."""
        self._deaths += 1
        if self._deaths > _DEATHS:
            raise FrameError(
                "worker processes died {count} times, perhaps for lack of memory; "
                "run the command again with fewer --workers.",
                count=self._deaths,
            ) from error
        self.close()
        self._pool = self._processes()
        for job in self._jobs:
            if not job.future.done() or job.future.cancelled() or job.future.exception():
                job.future = self._submit(job.texts)

    def _finish(self, batch: pa.RecordBatch, rows: NDArray[np.int64], until: int) -> pa.RecordBatch:
        self._collect(until)
        kept = [field for field in batch.schema if field.name not in NAMES]
        schema = pa.schema([*kept, *_fields()], batch.schema.metadata)
        arrays = [batch.column(field.name) for field in kept]
        return pa.RecordBatch.from_arrays([*arrays, *self._memory.columns(rows)], schema=schema)

    def _processes(self) -> ProcessPoolExecutor:
        # Spawned processes read these when they import numpy; the work is already shared out by process.
        for name in _THREADS:
            os.environ.setdefault(name, "1")
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(
            self._workers, mp_context=context, initializer=_start, initargs=(self._model,)
        )


@contextmanager
def open_session(workers: int, model: str | None) -> Iterator[Session]:
    """A `Session` that lets its processes go at the end."""
    session = Session(workers, model)
    try:
        yield session
    finally:
        session.close()


def _pieces(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Pieces of batches; the next batch is read while one is in work."""
    source = iter(batches)
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, source, None)
        while (batch := coming.result()) is not None:
            coming = thread.submit(next, source, None)
            for start in range(0, max(batch.num_rows, 1), _PIECE):
                yield batch.slice(start, _PIECE)


def _strings(column: pa.Array) -> pa.Array:
    """The texts of a column; what is no text is empty."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
        column = column.cast(pa.string())
    if not pa.types.is_string(column.type):
        column = pa.array([v if isinstance(v, str) else "" for v in column.to_pylist()], pa.string())
    return column.fill_null("")


_worker_model: Classifier | None = None


def _start(model: str | None) -> None:
    global _worker_model
    _worker_model = load_model(model)


def _work(texts: list[str]) -> Answers:
    assert _worker_model is not None
    return answer(_worker_model, texts)


def _fields() -> Sequence[pa.Field]:
    return [pa.field(name, pa.float32() if name in FLOATS else pa.string()) for name in NAMES]
