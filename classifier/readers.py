"""Tables in: CSV, Excel and Parquet, read in batches as Arrow tables."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from classifier.errors import FrameError
from classifier.sniff import Dialect, sniff
from mappings.words import Sentence

BATCH_ROWS: Final = 32_768
_BLOCK: Final = 8 << 20
EXCEL: Final = (".xlsx", ".xlsm")
PARQUET: Final = (".parquet", ".pq")


def read_batches(path: Path) -> Iterator[pa.RecordBatch]:
    """Read a table in batches, in order, every column kept.

    Parameters
    ----------
    path : Path
        A ``.csv``, ``.tsv`` or ``.txt``, ``.xlsx`` or ``.parquet`` file. The
        encoding and the separator of a text file are detected; its values
        stay text, so that leading zeros survive.

    Yields
    ------
    pyarrow.RecordBatch

    Raises
    ------
    FrameError
        When the file is missing, unreadable or not what its name says.
    """
    if not path.is_file():
        raise FrameError("{path}: no such file; check the path.", path=path)
    kind = path.suffix.lower()
    if kind in PARQUET:
        yield from _parquet(path)
    elif kind in EXCEL:
        yield from _excel(path)
    elif kind == ".xls":
        raise FrameError("{path}: the old Excel format .xls is not read; save it as .xlsx or CSV.", path=path)
    else:
        yield from _csv(path, sniff(path))


def _csv(path: Path, dialect: Dialect) -> Iterator[pa.RecordBatch]:
    names = _header(path, dialect)
    yielded = False
    try:
        reader = pacsv.open_csv(
            _utf8_stream(path, dialect.encoding),
            read_options=pacsv.ReadOptions(block_size=_BLOCK, column_names=names, skip_rows=1),
            parse_options=pacsv.ParseOptions(delimiter=dialect.separator, newlines_in_values=True),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
        for batch in reader:
            yielded = True
            yield batch
    except pa.ArrowInvalid as error:
        if "Empty CSV" not in str(error):
            raise FrameError(_bad_row(path, dialect, len(names))) from error
    if not yielded:
        yield pa.RecordBatch.from_arrays([pa.array([], pa.string()) for _ in names], names=names)


def _header(path: Path, dialect: Dialect) -> list[str]:
    with path.open(encoding=dialect.encoding, newline="") as handle:
        names = next(csv.reader(handle, delimiter=dialect.separator))
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise FrameError(
            "{path}: the column {name!r} stands twice in the header; rename one.", path=path, name=repeated[0]
        )
    return names


def _utf8_stream(path: Path, encoding: str) -> Any:
    if encoding in ("utf-8", "utf-8-sig"):
        return pa.input_stream(str(path))
    return pa.transcoding_input_stream(pa.input_stream(str(path)), encoding, "utf8")


def _bad_row(path: Path, dialect: Dialect, width: int) -> Sentence:
    """Where a file breaks; only read again, slowly, when it did."""
    with path.open(encoding=dialect.encoding, newline="") as handle:
        reader = csv.reader(handle, delimiter=dialect.separator, strict=True)
        number = 0
        try:
            for number, row in enumerate(reader, 1):
                if row and len(row) != width:
                    return Sentence(
                        "{path}: row {row} has {count} values where the header has {width}; "
                        "mend its quoting.",
                        path=path,
                        row=number,
                        count=len(row),
                        width=width,
                    )
        except csv.Error as error:
            return Sentence(
                "{path}: row {row} is broken ({why}); mend its quoting.",
                path=path,
                row=number + 1,
                why=str(error),
            )
    return Sentence("{path}: the quoting is broken; save the table again as CSV.", path=path)


def _parquet(path: Path) -> Iterator[pa.RecordBatch]:
    try:
        with pq.ParquetFile(path) as file:
            if file.metadata.num_rows == 0:
                yield pa.RecordBatch.from_pylist([], schema=file.schema_arrow)
            yield from file.iter_batches(BATCH_ROWS)
    except (pa.ArrowInvalid, OSError) as error:
        raise FrameError(
            "{path} is not a readable Parquet file; write it again or use CSV.", path=path
        ) from error


def _excel(path: Path) -> Iterator[pa.RecordBatch]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise FrameError(
            "{path} is not an Excel workbook; save it again as .xlsx or use CSV.", path=path
        ) from error
    rows = book.active.iter_rows(values_only=True) if book.active else iter(())
    header = next(rows, ())
    if not any(header):
        raise FrameError("{path}: the first sheet is empty; put a header row in it.", path=path)
    names = [str(name) if name is not None else f"column_{i + 1}" for i, name in enumerate(header)]
    batch: list[tuple[Any, ...]] = []
    emitted = False
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH_ROWS:
            yield _as_batch(names, batch)
            batch, emitted = [], True
    if batch or not emitted:
        yield _as_batch(names, batch)


def _as_batch(names: list[str], rows: list[tuple[Any, ...]]) -> pa.RecordBatch:
    padded = [tuple(row) + (None,) * (len(names) - len(row)) for row in rows]
    columns = [[_cell(row[i]) for row in padded] for i in range(len(names))]
    return pa.RecordBatch.from_arrays([pa.array(column, pa.string()) for column in columns], names=names)


def _cell(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else str(value)
