"""Decisions as lines of text: JSON lines, faithful; CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

COLUMNS: Final = (
    "sequence", "id", "time", "who", "text", "normalised", "language", "answers", "code", "line", "candidates",
    "corrects", "corrected_by", "erased", "model", "artifact", "catalogue", "edition", "previous", "hash",
)  # fmt: skip
# A spreadsheet that takes another separator than the comma begins a new cell after it.
_FORMULA: Final = re.compile(r"(^|[;\t\r\n])(\s*)(?=[=+\-@\t\r＝＋－＠])")


def json_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    r"""One JSON object per line.

    Examples
    --------
    >>> list(json_lines([{"text": "زليج"}]))
    ['{"text": "زليج"}\n']
    """
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


def csv_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    r"""A header and one line per decision, every text quoted.

    Examples
    --------
    >>> header, line = csv_lines([{"sequence": 1, "text": "=1+1", "code": "570110"}])
    >>> print(line[:15])
    1,"","","","'=1
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    yield _line(writer, buffer, COLUMNS)
    for row in rows:
        yield _line(writer, buffer, [_cell(row.get(name)) for name in COLUMNS])


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe stands before what would begin one.

    Examples
    --------
    >>> safe_cell("=HYPERLINK(1)"), safe_cell("tapis -10 %"), safe_cell("tapis; =1")
    ("'=HYPERLINK(1)", 'tapis -10 %', "tapis; '=1")
    """
    return _FORMULA.sub(r"\1\2'", text)


def _cell(value: Any) -> str | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return value
    if isinstance(value, Mapping):
        value = "; ".join(f"{name}={answer}" for name, answer in sorted(value.items()))
    elif isinstance(value, list):
        value = " ".join(f"{c['code']}:{c['probability']:.4f}" for c in value)
    return safe_cell(str(value))


def _line(writer: Any, buffer: io.StringIO, cells: Iterable[Any]) -> str:
    writer.writerow(cells)
    line = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return line
