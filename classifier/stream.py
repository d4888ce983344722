"""Scoring of a whole file, in order, in bounded memory, on several processes."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from classifier.columns import NAMES, Columns, score_texts
from classifier.errors import FrameError
from classifier.model import Classifier, load_model
from classifier.readers import EXCEL, PARQUET, read_batches
from classifier.sniff import sniff
from classifier.writers import open_writer

_IN_FLIGHT: Final = 2
_PIECE: Final = 8_192
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
    batches = _pieces(read_batches(source))
    first = next(batches)
    if text not in first.schema.names:
        raise FrameError(f"{source}: no column {text!r}; it has: {', '.join(first.schema.names)}.")
    kept = [name for name in first.schema.names if name not in NAMES]
    schema = pa.schema([*(first.schema.field(name) for name in kept), *_fields()])
    rows = 0
    with open_writer(target, schema, _separator(source)) as writer:
        for batch, columns in _scored(_chain(first, batches), text, workers, model):
            writer.write_batch(_append(batch, kept, columns, schema))
            rows += batch.num_rows
            progress(batch.num_rows)
    return rows


def _separator(source: Path) -> str:
    return "," if source.suffix.lower() in (*EXCEL, *PARQUET) else sniff(source).separator


def _pieces(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Batches small enough to share out evenly."""
    for batch in batches:
        for start in range(0, max(batch.num_rows, 1), _PIECE):
            yield batch.slice(start, _PIECE)


def _chain(first: pa.RecordBatch, rest: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield first
    yield from rest


def _scored(
    batches: Iterator[pa.RecordBatch], text: str, workers: int, model: str | None
) -> Iterator[tuple[pa.RecordBatch, Columns]]:
    if workers <= 1:
        classifier = load_model(model)
        for batch in batches:
            yield batch, _score_column(classifier, batch.column(text))
        return
    _one_thread_each()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(model,)) as pool:
        waiting: deque[tuple[pa.RecordBatch, Future[Columns]]] = deque()
        for batch in batches:
            waiting.append((batch, pool.submit(_work, batch.column(text))))
            if len(waiting) > workers * _IN_FLIGHT:
                done, future = waiting.popleft()
                yield done, future.result()
        while waiting:
            done, future = waiting.popleft()
            yield done, future.result()


def _one_thread_each() -> None:
    # Spawned processes read these when they import numpy; the work is already shared out by process.
    for name in _THREADS:
        os.environ.setdefault(name, "1")


_worker_model: Classifier | None = None


def _start(model: str | None) -> None:
    global _worker_model
    _worker_model = load_model(model)


def _work(column: pa.Array) -> Columns:
    assert _worker_model is not None
    return _score_column(_worker_model, column)


def _score_column(model: Classifier, column: pa.Array) -> Columns:
    """Score a text column; equal texts are scored once."""
    if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
        column = pa.array([v if isinstance(v, str) else "" for v in column.to_pylist()], pa.string())
    encoded = column.fill_null("").dictionary_encode()
    columns = score_texts(model, encoded.dictionary.to_pylist())
    return columns.take(np.asarray(encoded.indices, np.int64))


def _fields() -> Sequence[pa.Field]:
    return [pa.field(name, pa.float32() if "_p" in name else pa.string()) for name in NAMES]


def _append(batch: pa.RecordBatch, kept: list[str], columns: Columns, schema: pa.Schema) -> pa.RecordBatch:
    arrays: list[Any] = [batch.column(name) for name in kept]
    arrays += [pa.array(values, schema.field(name).type) for name, values in columns.named()]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
