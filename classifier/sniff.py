"""How a delimited text file is written: its encoding and its separator."""

from __future__ import annotations

import codecs
import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from classifier.errors import FrameError

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS: Final = ",;\t|"
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Dialect:
    """Encoding and separator of a file."""

    encoding: str
    separator: str


def sniff(path: Path) -> Dialect:
    """Find out how a CSV file is written.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Dialect
        The encoding is the byte-order mark's, else UTF-8 when the whole file
        is valid UTF-8, else UTF-16 when every other byte is zero, else
        Windows-1252.

    Raises
    ------
    FrameError
        When the file is empty, or in none of these encodings.
    """
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as handle:
        header = next(csv.reader(handle, delimiter="\x00"), [])
    if not header or not header[0].strip():
        raise FrameError("{path} is empty; give a table with a header row.", path=path)
    counts = {separator: header[0].count(separator) for separator in _SEPARATORS}
    best = max(counts, key=lambda separator: counts[separator])
    return Dialect(encoding, best if counts[best] else ",")


def _encoding(path: Path) -> str:
    with path.open("rb") as handle:
        start = handle.read(4_096)
    for mark, name in _BOMS:
        if start.startswith(mark):
            return name
    if len(start) > 3 and start[1::2].count(0) > len(start) // 3:
        return "utf-16-le"
    if len(start) > 3 and start[0::2].count(0) > len(start) // 3:
        return "utf-16-be"
    if _decodes(path, "utf-8"):
        return "utf-8"
    if b"\0" not in start and _decodes(path, "cp1252"):
        return "cp1252"
    raise FrameError(
        "{path}: unreadable encoding; save it as UTF-8 (in a spreadsheet: CSV UTF-8).", path=path
    )


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as handle:
            while block := handle.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
