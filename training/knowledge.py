"""Reading of the written knowledge in ``training/catalogue`` and ``training/validation``."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from classifier.decide import OUT, VAGUE
from mappings import HirfaError

CATALOGUE: Final = Path(__file__).parent / "catalogue"
VALIDATION: Final = Path(__file__).parent / "validation"
STYLES: Final = ("phrase", "official", "ruling", "listing", "invoice")
LANGUAGES: Final = ("fr", "en", "es", "ar", "ary", "zgh")


class CatalogueError(HirfaError):
    """A catalogue file breaks the format; file, row and remedy are named."""

    english_only = True  # whoever writes the catalogue also reads its English documentation


@dataclass(frozen=True, slots=True)
class Line:
    """One written description.

    Parameters
    ----------
    codes : tuple of str
        The codes it stands for, best first; several for an ambiguous phrase;
        "OUT" and "VAGUE" are codes too.
    language : str
        One of `LANGUAGES`.
    style : str
        One of `STYLES`.
    text : str
    source : str
        File and row, for messages.
    """

    codes: tuple[str, ...]
    language: str
    style: str
    text: str
    source: str


def read_catalogue(folder: Path = CATALOGUE) -> list[Line]:
    """All training lines: chapters, ambiguous phrases, out of scope, vague.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    list of Line
        In the order of the files, which are read by name.

    Raises
    ------
    CatalogueError
        When a row misses a column or names an unknown language or style.
    """
    lines: list[Line] = []
    for path in sorted(folder.glob("[0-9][0-9].csv")):
        lines += [_line(row, (row["code"],), where) for row, where in _rows(path, "code")]
    lines += [
        _line(row, tuple(row["codes"].split()), where)
        for row, where in _rows(folder / "ambiguous.csv", "codes")
    ]
    for name, label in (("out_of_scope.csv", OUT), ("vague.csv", VAGUE)):
        lines += [_line(row, (label,), where) for row, where in _rows(folder / name, "text")]
    return lines


def read_labelled(path: Path) -> list[Line]:
    """Lines with a code and accepted alternatives, such as the validation lines.

    Parameters
    ----------
    path : Path
        CSV with the columns text, code and, if known, language, style and
        alternatives (codes separated by blanks).

    Returns
    -------
    list of Line
        The first code of each is the best; the others are accepted as well.
    """
    return [
        _line(row, (row["code"], *(row.get("alternatives") or "").split()), where)
        for row, where in _rows(path, "code")
    ]


def read_fillers(folder: Path = CATALOGUE) -> list[str]:
    """Fragments of listings, invoices and rulings that say nothing about the classification."""
    return [row["text"] for row, _ in _rows(folder / "filler.csv", "text")]


def catalogue_hash(folder: Path = CATALOGUE) -> str:
    """SHA-256 over the names and contents of all catalogue files."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.csv")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def _rows(path: Path, needed: str) -> Iterator[tuple[dict[str, str], str]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        if needed not in (reader.fieldnames or ()) or "text" not in (reader.fieldnames or ()):
            raise CatalogueError(
                "{name}: columns {needed!r} and 'text' are needed; found {found}.",
                name=path.name,
                needed=needed,
                found=reader.fieldnames,
            )
        for row in reader:
            yield row, f"{path.name}:{reader.line_num}"


def _line(row: dict[str, str], codes: tuple[str, ...], where: str) -> Line:
    language, style = row.get("language") or "und", row.get("style") or "phrase"
    if not row["text"]:
        raise CatalogueError("{where}: the text is empty; delete the row or write it.", where=where)
    if language not in (*LANGUAGES, "und"):
        raise CatalogueError(
            "{where}: unknown language {language!r}; use one of {known}.",
            where=where,
            language=language,
            known=LANGUAGES,
        )
    if style not in STYLES:
        raise CatalogueError(
            "{where}: unknown style {style!r}; use one of {known}.", where=where, style=style, known=STYLES
        )
    return Line(codes, language, style, row["text"], where)
