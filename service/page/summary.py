"""What a scored table holds, in figures."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from classifier.decide import STATUSES
from mappings import Language, title
from mappings.families import family, family_of

_SHOWN: Final = 8
_LARGEST_SHEET: Final = 12 << 20
_FILE: Final = "summary.json"


@dataclass(frozen=True, slots=True)
class Summary:
    """Rows by status, by craft family and by chapter; the two last as (key, rows), most first."""

    rows: int
    statuses: dict[str, int]
    families: list[tuple[str, int]]
    chapters: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart.

    Parameters
    ----------
    key, label : str
    rows : int
    share : float
        Of all rows.
    length : float
        Relative to the longest bar.
    start : float
        Where it begins when the bars stand in one line.
    """

    key: str
    label: str
    rows: int
    share: float
    length: float
    start: float


def summary_of(table: Path) -> Summary | None:
    """The summary of a scored table, counted once and kept beside it; None for a sheet too large to read again."""
    kept = table.with_name(_FILE)
    if kept.is_file():
        return _restored(json.loads(kept.read_text(encoding="utf-8")))
    if table.suffix == ".xlsx" and table.stat().st_size > _LARGEST_SHEET:
        return None
    found = _counted(table)
    aside = kept.with_suffix(".part")
    aside.write_text(json.dumps(asdict(found)), encoding="utf-8")
    aside.replace(kept)
    return found


def bars(counts: Iterable[tuple[str, int]], labels: dict[str, str], rows: int) -> list[Bar]:
    """Counts as bars.

    Examples
    --------
    >>> [(b.label, b.share, b.length, b.start) for b in bars([("a", 3), ("b", 1)], {"a": "A", "b": "B"}, 4)]
    [('A', 0.75, 1.0, 0.0), ('B', 0.25, 0.3333333333333333, 0.75)]
    """
    listed = [(key, n) for key, n in counts if n]
    most = max((n for _, n in listed), default=1)
    found, before = [], 0
    for key, n in listed:
        found.append(Bar(key, labels.get(key, key), n, n / rows, n / most, before / rows))
        before += n
    return found


def family_labels(language: Language, keys: Iterable[str]) -> dict[str, str]:
    """Titles of craft families."""
    return {key: family(key).titles[language] for key in keys}


def chapter_labels(language: Language, keys: Iterable[str]) -> dict[str, str]:
    """Chapters with their titles."""
    return {key: f"{key} · {title(key, language)}" for key in keys}


def _counted(table: Path) -> Summary:
    from classifier.readers import read_batches

    statuses: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    for batch in read_batches(table):
        statuses.update(batch.column("hs_status").to_pylist())
        codes.update(batch.column("hs_code").to_pylist())
    families: Counter[str] = Counter()
    chapters: Counter[str] = Counter()
    for code, n in codes.items():
        if code:
            chapters[code[:2]] += n
            families[family_of(code)] += n
    families.pop("", None)
    return Summary(
        statuses.total(),
        {status: statuses[status] for status in STATUSES},
        families.most_common(_SHOWN),
        chapters.most_common(_SHOWN),
    )


def _restored(found: dict[str, Any]) -> Summary:
    pairs = {name: [(key, n) for key, n in found[name]] for name in ("families", "chapters")}
    return Summary(found["rows"], found["statuses"], pairs["families"], pairs["chapters"])
