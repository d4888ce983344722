"""The header and first values of an uploaded table, read in a process of its own.

``python -m service.page.peek FILE BYTES`` prints them as JSON. A file made to
exhaust its reader takes down that process and nothing else.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from mappings.errors import HirfaError
from service.http.reasons import reason_of

SAMPLES: Final = 4
LONGEST: Final = 90
_MEMORY: Final = 4 << 30
_TELLING: Final = re.compile(
    r"d[ée]sign|descri|libell|produit|product|article|art[ií]culo|goods|marchandise|mercanc|item|text"
    r"|وصف|منتوج|سلعة|بضاعة|تسمية",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name and its first values."""

    name: str
    samples: tuple[str, ...]


def peek(path: Path, unpacked: int) -> tuple[Column, ...]:
    """The columns of a table.

    Parameters
    ----------
    path : Path
    unpacked : int
        The most bytes that an archive may unpack to.

    Raises
    ------
    HirfaError
        When the table cannot be read.
    """
    from classifier.readers import read_batches

    if path.suffix == ".xlsx":
        _check_archive(path, unpacked)
    batch = next(iter(read_batches(path)))
    return tuple(
        Column(name, tuple(_shown(v) for v in batch.column(i).slice(0, SAMPLES).to_pylist()))
        for i, name in enumerate(batch.schema.names)
    )


def likeliest(columns: Sequence[Column]) -> str:
    """The column that probably holds descriptions: by its name, else by its longest words.

    Examples
    --------
    >>> likeliest([Column("ref", ("A1",)), Column("valeur", ("12",)), Column("x", ("tapis noué",))])
    'x'
    >>> likeliest([Column("note", ("un texte assez long",)), Column("Désignation", ("tapis",))])
    'Désignation'
    """
    named = [column.name for column in columns if _TELLING.search(column.name)]
    if named:
        return named[0]
    return max(columns, key=lambda column: sum(_letters(sample) for sample in column.samples)).name


def main() -> None:
    """Run as a program."""
    _bound_memory()
    try:
        found: dict[str, Any] = {"columns": [asdict(c) for c in peek(Path(sys.argv[1]), int(sys.argv[2]))]}
    except HirfaError as error:
        found = {"reason": reason_of(error, f"{Path(sys.argv[1]).parent}/")}
    except Exception:  # whatever a hostile file makes a reader raise
        found = {}
    sys.stdout.write(json.dumps(found))


def _check_archive(path: Path, limit: int) -> None:
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > limit:
            raise HirfaError(
                "{name} unpacks to more than {limit:,} bytes; split it.", name=path.name, limit=limit
            )


def _shown(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _letters(text: str) -> int:
    return sum(letter.isalpha() for letter in text)


def _bound_memory() -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
