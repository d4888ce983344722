"""Tables out: written aside and renamed, so that nothing is ever half-written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from classifier.readers import EXCEL, PARQUET

_EXCEL_ROWS: Final = 1_048_575


class Writer(Protocol):
    """Takes batches of one schema, in order."""

    def write_batch(self, batch: pa.RecordBatch) -> None:
        """Append a batch."""
        ...

    def close(self) -> None:
        """Finish the file."""
        ...


@contextmanager
def open_writer(path: Path, schema: pa.Schema, separator: str = ",") -> Iterator[Writer]:
    """Write a table to a file whose kind follows from its name.

    The rows go to a temporary file beside it, which takes the name of `path`
    only when everything is written.

    Parameters
    ----------
    path : Path
        ``.csv``, ``.xlsx`` or ``.parquet``.
    schema : pyarrow.Schema
    separator : str
        Of a CSV file.

    Yields
    ------
    Writer
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    os.close(handle)
    aside = Path(name)
    try:
        writer = make_writer(aside, schema, separator)
        try:
            yield writer
        finally:
            writer.close()
        aside.chmod(0o644)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def make_writer(path: Path, schema: pa.Schema, separator: str = ",") -> Writer:
    """A writer for the kind of table that a name says; what is written to a CSV file can be read at once."""
    kind = path.suffix.lower()
    if kind in PARQUET:
        return pq.ParquetWriter(path, schema)  # type: ignore[no-any-return]
    if kind in EXCEL:
        return _ExcelWriter(path, schema)
    options = pacsv.WriteOptions(delimiter=separator, quoting_style="needed")
    return pacsv.CSVWriter(path, schema, write_options=options)  # type: ignore[no-any-return]


class _ExcelWriter:
    def __init__(self, path: Path, schema: pa.Schema) -> None:
        import openpyxl

        self._path = path
        self._book = openpyxl.Workbook(write_only=True)
        self._sheet = self._book.create_sheet("scored")
        self._sheet.append(schema.names)

    def write_batch(self, batch: pa.RecordBatch) -> None:
        columns: list[list[Any]] = [column.to_pylist() for column in batch.columns]
        for row in zip(*columns, strict=True):
            self._sheet.append(row)

    def close(self) -> None:
        self._book.save(self._path)
