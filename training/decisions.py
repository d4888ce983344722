"""Decisions of people as training lines: the JSON lines that ``hirfa decisions export`` writes."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from classifier.knowledge import Attribute
from classifier.text import tokenise
from mappings import CURRENT_EDITION, HirfaError
from mappings.nomenclature import perimeter
from mappings.words import Sentence
from training.knowledge import LANGUAGES, VALIDATION, Line

TIMES: Final = 4  # how often a decision is seen in a pass, beside once for a line of the catalogue
REASONS: Final = ("corrected", "erased", "other_edition", "outside_perimeter", "measuring", "wordless")
# The question says what is affirmed or denied; without it, these words alone say nothing.
_YES_NO: Final = re.compile(r"^(?:oui|non|yes|no|sí|نعم|لا)(?:[,،]\s*|$)")
_NEEDED: Final = {"id": str, "code": str, "edition": str, "language": str}


class DecisionFileError(HirfaError):
    """A file of decisions cannot be read; file, line and remedy are named."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided, as far as a model may learn it.

    Parameters
    ----------
    lines : tuple of Line
        Of the decisions used; those of the same text and code are one line.
    file : str
        The file's name.
    sha256 : str
        Of the file's bytes.
    read, used : int
        Decisions in the file, and those among them that are learnt from.
    left_out : mapping of reason to int
        The others; the reasons are `REASONS`, in this order.
    head : str or None
        SEQUENCE:HASH of the last decision in the file, as ``hirfa audit
        verify --head`` takes it; None when the file does not say.
    """

    lines: tuple[Line, ...]
    file: str
    sha256: str
    read: int
    used: int
    left_out: Mapping[str, int]
    head: str | None

    def facts(self) -> dict[str, Any]:
        """Where the lines come from, as plain values for the manifest."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "head": self.head,
            "read": self.read,
            "used": self.used,
            "lines": len(self.lines),
            "times": TIMES,
            "left_out": dict(self.left_out),
        }


def read_decisions(
    path: Path, attributes: Mapping[str, Attribute] | None = None, *, validation: Path = VALIDATION
) -> Decisions:
    """Read an export and keep what a model may learn.

    Left out are decisions that were corrected later or erased, those whose
    code is of another edition or not of the craft perimeter, texts without a
    word, and all whose text is also a measuring line.

    Parameters
    ----------
    path : Path
        JSON lines.
    attributes : mapping of name to Attribute, optional
        To say in words what was answered: a text that was decided by answers
        does not mean its code by itself.
    validation : Path
        Folder of the measuring lines.

    Returns
    -------
    Decisions

    Raises
    ------
    DecisionFileError
        When the file is missing, is not such an export, or nothing in it can
        be learnt.

    Examples
    --------
    >>> import tempfile
    >>> row = {"id": "A", "text": "tapis noué", "code": "570110", "edition": "HS2022", "language": "fr"}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "decisions.jsonl")
    ...     _ = file.write_text(json.dumps(row), encoding="utf-8")
    ...     found = read_decisions(file)
    >>> found.used, found.lines[0].codes
    (1, ('570110',))
    """
    content = _bytes(path)
    rows = _parsed(content, path.name)
    lines, left_out = _sorted_out(rows, attributes or {}, measuring_texts(validation))
    if not lines:
        counts = [
            Sentence("{reason} {count:,}", reason=Sentence(name.replace("_", " ")), count=count)
            for name, count in left_out.items()
            if count
        ]
        raise DecisionFileError(
            "{path}: no decision to learn from ({counts}); export more, or train without.",
            path=path,
            counts=counts or Sentence("it is empty"),
        )
    return Decisions(
        tuple({(line.text, line.codes): line for line in lines}.values()),
        path.name,
        hashlib.sha256(content).hexdigest(),
        len(rows),
        len(lines),
        left_out,
        _head(rows.values()),
    )


def measuring_texts(folder: Path = VALIDATION) -> frozenset[str]:
    """All texts that models are calibrated or measured on, as `text_key` spells them."""
    found = set[str]()
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            found |= {text_key(row["text"]) for row in csv.DictReader(handle) if row.get("text")}
    return frozenset(found)


def text_key(text: str) -> str:
    """What a model reads of a text; equal for texts that are the same to it.

    Examples
    --------
    >>> text_key("Tapis NOUÉ !") == text_key("tapis noue")
    True
    """
    return " ".join(tokenise(text))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DecisionFileError(
            "{path}: {why}; write the file with `hirfa decisions export FILE.jsonl`.",
            path=path,
            why=error.strerror,
        ) from error


def _parsed(content: bytes, name: str) -> dict[str, dict[str, Any]]:
    """The decisions by id; where a file holds one twice, as when exports were joined, the later counts."""
    rows: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip():
            row = _row(line, f"{name}:{number}")
            rows[row["id"]] = row | {"where": f"{name}:{number}"}
    return rows


def _row(line: bytes, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DecisionFileError(
            "{where}: not a line of JSON; write the file with `hirfa decisions export FILE.jsonl`.",
            where=where,
        ) from error
    if not isinstance(row, dict):
        raise DecisionFileError(
            "{where}: not a decision but {kind}; write the file with `hirfa decisions export FILE.jsonl`.",
            where=where,
            kind=type(row).__name__,
        )
    for name, kind in _NEEDED.items():
        if not isinstance(row.get(name), kind):
            raise DecisionFileError(
                "{where}: {name!r} is missing or no text; write the file with `hirfa decisions export "
                "FILE.jsonl`.",
                where=where,
                name=name,
            )
    if not isinstance(row.get("text"), str | None) or not isinstance(row.get("answers"), dict | None):
        raise DecisionFileError(
            "{where}: 'text' or 'answers' is not what an export holds; "
            "write the file with `hirfa decisions export FILE.jsonl`.",
            where=where,
        )
    return row


def _sorted_out(
    rows: Mapping[str, dict[str, Any]],
    attributes: Mapping[str, Attribute],
    measuring: Collection[str],
) -> tuple[list[Line], dict[str, int]]:
    corrected = {str(row.get("corrects")) for row in rows.values()}
    codes, lines, counts = frozenset(perimeter()), list[Line](), Counter[str]()
    for row in rows.values():
        full = f"{row.get('text') or ''}{_said(row, attributes)}"
        reason = _reason(row, corrected, codes, measuring) or (
            "measuring" if text_key(full) in measuring else ""
        )
        if reason:
            counts[reason] += 1
        else:
            language = row["language"] if row["language"] in LANGUAGES else "und"
            lines.append(Line((row["code"],), language, "phrase", full, row["where"]))
    return lines, {reason: counts[reason] for reason in REASONS}


def _reason(
    row: Mapping[str, Any], corrected: Collection[Any], codes: Collection[str], measuring: Collection[str]
) -> str:
    """Why a decision is left out; "" when it is not."""
    if row.get("corrected_by") or row["id"] in corrected:
        return "corrected"
    if row.get("erased") or row.get("text") is None:
        return "erased"
    if row["edition"] != CURRENT_EDITION:
        return "other_edition"
    if row["code"] not in codes:
        return "outside_perimeter"
    key = text_key(row["text"])
    if not key:
        return "wordless"
    return "measuring" if key in measuring else ""


def _said(row: Mapping[str, Any], attributes: Mapping[str, Attribute]) -> str:
    """The answers in words, in the language of the text; answers on national lines say nothing of the code."""
    language = {"ary": "ar", "zgh": "ar"}.get(row["language"], row["language"])
    labels = [
        attributes[name].values[value]
        for name, value in (row.get("answers") or {}).items()
        if name in attributes and isinstance(value, str) and value in attributes[name].values
    ]
    words = [_YES_NO.sub("", label.get(language) or label.get("fr", "")) for label in labels]
    return "".join(f", {word}" for word in words if word)


def _head(rows: Iterable[Mapping[str, Any]]) -> str | None:
    """SEQUENCE:HASH of the last record."""
    known = [
        (row["sequence"], row["hash"])
        for row in rows
        if isinstance(row.get("sequence"), int) and isinstance(row.get("hash"), str)
    ]
    return "{}:{}".format(*max(known)) if known else None
