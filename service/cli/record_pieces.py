"""Export records piece by piece: a file, or a folder of Parquet files larger than memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mappings.errors import HirfaError

if TYPE_CHECKING:
    import pandas as pd

_PIECE: Final = 262_144


class RecordPieces:
    """The records of a file or folder.

    Parameters
    ----------
    source : Path
        CSV, Excel or Parquet file; or a folder of Parquet files, read in the
        order of their names, those that begin with ``.`` or ``_`` left out.

    Raises
    ------
    HirfaError
        When there is no such file, or no Parquet file in the folder.
    """

    def __init__(self, source: Path) -> None:
        self._source = source
        if not source.is_dir() and not source.is_file():
            raise HirfaError(
                "{source}: no such file; give a CSV, Excel or Parquet file of export records.", source=source
            )
        self.files = _parquet_files(source) if source.is_dir() else [source]
        if not self.files:
            raise HirfaError(
                "{source}: no Parquet file in this folder; give the folder that holds them.", source=source
            )

    def head(self) -> pd.DataFrame:
        """The columns, without a row."""
        from classifier.readers import read_batches

        empty: pd.DataFrame = next(read_batches(self.files[0])).slice(0, 0).to_pandas()
        return empty

    def pieces(self, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """The records, only some columns of Parquet; CSV and Excel are one piece, so that numbers are read alike."""
        if self.files[0].suffix.lower() not in _parquet_kinds():
            from classifier.reclassify_file import read_frame

            yield read_frame(self.files[0])
            return
        for path in self.files:
            yield from _parquet_pieces(path, columns)

    def last_month(self, columns: Mapping[str, str]) -> str | None:
        """The last month that has a value, where the records come in pieces; None where they are one."""
        if self.files[0].suffix.lower() not in _parquet_kinds():
            return None
        from mappings.amounts import parse_amounts
        from mappings.barometer.dates import periods

        last = -1
        for piece in self.pieces([columns["date"], columns["value"]]):
            amounts = parse_amounts(piece[columns["value"]])
            period = periods(piece[columns["date"]])
            last = max(last, int(period[~amounts.missing & ~amounts.bad].max(initial=-1)))
        return None if last < 0 else f"{last // 12}-{last % 12 + 1:02d}"


def _parquet_files(folder: Path) -> list[Path]:
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in _parquet_kinds() and p.is_file())
    return [p for p in paths if not any(n.startswith((".", "_")) for n in p.relative_to(folder).parts)]


def _parquet_pieces(path: Path, columns: Sequence[str] | None) -> Iterator[pd.DataFrame]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            missing = [n for n in columns or () if n not in file.schema_arrow.names]
            if missing:
                held = file.schema_arrow.names
                raise HirfaError(
                    "{path}: no column {name!r}; it has: {columns}.", path=path, name=missing[0], columns=held
                )
            for batch in file.iter_batches(_PIECE, columns=list(columns) if columns else None):
                yield batch.to_pandas()
    except (pa.ArrowInvalid, OSError) as error:
        raise HirfaError(
            "{path} is not a readable Parquet file; write it again or use CSV.", path=path
        ) from error


def _parquet_kinds() -> tuple[str, ...]:
    from classifier.readers import PARQUET

    return PARQUET
