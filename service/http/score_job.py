"""One uploaded table, scored in a process of its own: `python -m service.http.score_job FOLDER`.

The process has limits on memory and is killed when it takes too long, so that
no upload can take the service down with it.
"""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

import orjson

from classifier.errors import FrameError
from mappings.errors import HirfaError
from mappings.words import Sentence
from service.http.reasons import reason_of

REQUEST: Final = "request.json"
STATUS: Final = "status.json"
PART: Final = "part"
"""Stem of the file that grows while rows are scored."""
_NUMBER: Final = re.compile(r"[-+]?[\d\s.,]+%?")
_TOGETHER: Final = 2_048
_LONGEST_CELL: Final = 100_000
_HEADROOM: Final = 6 << 30


@dataclass(frozen=True, slots=True)
class Order:
    """What to do.

    Parameters
    ----------
    source, target : str
        File names in the folder.
    text : str
        Column of the descriptions.
    rows, columns, unpacked : int
        Limits; the last in bytes.
    model : str or None
    """

    source: str
    target: str
    text: str
    rows: int
    columns: int
    unpacked: int
    model: str | None = None


class TooLargeError(HirfaError):
    """A table is beyond a limit.

    Parameters
    ----------
    limit : int
    unit : str
    """

    def __init__(self, limit: int, unit: str) -> None:
        self.limit = limit
        self.unit = unit
        super().__init__(
            "the table has more than {limit:,} {unit}; split it.", limit=limit, unit=Sentence(unit)
        )


def run(folder: Path, order: Order) -> int:
    """Check the table, make its cells safe, score it; returns the rows."""
    source = folder / order.source
    if source.suffix == ".xlsx":
        _check_archive(source, order.unpacked)
    clean, total = _cleaned(source, order)
    say(folder, "running", 0, total)
    done = 0

    def advance(rows: int) -> None:
        nonlocal done
        done += rows
        say(folder, "running", done, total)

    _score(clean, folder, order, advance)
    return total


def _score(clean: Path, folder: Path, order: Order, advance: Callable[[int], None]) -> None:
    """Write row after row where a caller can read them, and give the file its name when it is whole."""
    from classifier.readers import read_batches
    from classifier.stream import open_session, write_all
    from classifier.writers import make_writer

    target = folder / order.target
    part = target.with_name(f"{PART}{target.suffix}")
    with open_session(1, order.model) as session:
        batches = session.score(_small(read_batches(clean)), order.text, order.source)
        first = next(batches)
        with closing(make_writer(part, first.schema, _separator(clean))) as writer:
            write_all(chain((first,), batches), writer, advance)
    part.replace(target)


def _small(batches: Iterator[Any]) -> Iterator[Any]:
    for batch in batches:
        for start in range(0, max(batch.num_rows, 1), _TOGETHER):
            yield batch.slice(start, _TOGETHER)


def _separator(table: Path) -> str:
    from classifier.readers import EXCEL, PARQUET
    from classifier.sniff import sniff

    return "," if table.suffix in (*EXCEL, *PARQUET) else sniff(table).separator


def say(folder: Path, state: str, rows: int, total: int | None, problem: Any = None) -> None:
    """Write the state where every process of the service can read it."""
    content = {"state": state, "rows": rows, "total": total, "problem": problem}
    aside = folder / f".{STATUS}"
    aside.write_bytes(orjson.dumps(content))
    aside.replace(folder / STATUS)


def _check_archive(path: Path, limit: int) -> None:
    """Refuse an archive that unpacks to more than the limit, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise FrameError("{name}: not an Excel file; save it as .xlsx or CSV.", name=path.name) from error
    if size > limit:
        raise TooLargeError(limit, "bytes when unpacked")


def _cleaned(source: Path, order: Order) -> tuple[Path, int]:
    """A copy within the limits in which no cell can be taken for a formula, and its rows."""
    import pyarrow as pa

    from classifier.readers import EXCEL, read_batches
    from classifier.writers import open_writer

    kind = source.suffix
    clean = source.with_name("clean.parquet" if kind in EXCEL else f"clean{kind}")
    rows = size = 0
    batches = _checked(read_batches(source), order)
    first = next(batches)
    schema = pa.schema([pa.field(safe(f.name), f.type) for f in first.schema])
    if order.text not in first.schema.names:
        raise FrameError(
            "no column {name!r}; it has: {columns}.", name=order.text, columns=first.schema.names
        )
    with open_writer(clean, schema, _separator(source)) as writer:
        for batch in chain((first,), batches):
            rows, size = rows + batch.num_rows, size + batch.nbytes
            if rows > order.rows:
                raise TooLargeError(order.rows, "rows")
            if size > order.unpacked:
                raise TooLargeError(order.unpacked, "bytes when unpacked")
            writer.write_batch(pa.RecordBatch.from_arrays([_safe(c) for c in batch.columns], schema=schema))
    return clean, rows


def _checked(batches: Iterator[Any], order: Order) -> Iterator[Any]:
    for batch in batches:
        if batch.num_columns > order.columns:
            raise TooLargeError(order.columns, "columns")
        yield batch


def _safe(column: Any) -> Any:
    """A column of texts without formulas; any other as it is."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    suspect = pc.match_substring_regex(column, r"(^|[;\t\r\n])\s*[=+\-@＝＋－＠\t\r]")
    if not pc.any(suspect).as_py():
        return column
    return pa.array([v if v is None else safe(v) for v in column.to_pylist()], column.type)


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers.

    Examples
    --------
    >>> safe("=HYPERLINK(1)"), safe("-12,5"), safe("tapis -10 %")
    ("'=HYPERLINK(1)", '-12,5', 'tapis -10 %')
    """
    from service.decisions.export import safe_cell

    return cell if _NUMBER.fullmatch(cell) else safe_cell(cell)


def main(folder: Path) -> None:
    """Do what the folder says; every outcome is written into it."""
    _bound_memory()
    order = Order(**orjson.loads((folder / REQUEST).read_bytes()))
    say(folder, "running", 0, None)
    try:
        total = run(folder, order)
    except TooLargeError as error:
        problem = {"kind": "too-large", "values": {"limit": f"{error.limit:,}", "unit": error.unit}}
        say(folder, "failed", 0, None, problem | {"reason": reason_of(error)})
    except MemoryError:
        values = {"limit": f"{order.unpacked:,}", "unit": "bytes when unpacked"}
        say(folder, "failed", 0, None, {"kind": "too-large", "values": values})
    except Exception as error:  # whatever a hostile file makes a reader raise
        say(folder, "failed", 0, None, _unreadable(error, order, folder))
    else:
        say(folder, "done", total, total)


def _unreadable(error: Exception, order: Order, folder: Path) -> dict[str, Any]:
    problem: dict[str, Any] = {"kind": "table", "values": {"column": order.text}}
    return problem | ({"reason": reason_of(error, f"{folder}/")} if isinstance(error, HirfaError) else {})


def _bound_memory() -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_HEADROOM, _HEADROOM))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def entry(read: Callable[[], str] = lambda: sys.argv[1]) -> None:
    """Run as a program."""
    main(Path(read()))


if __name__ == "__main__":
    entry()
