"""The report of a reclassification: one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from mappings.codes import HSCode
from mappings.movements import Movements
from mappings.nomenclature import Language
from mappings.tables import rows_of
from mappings.titles import title
from mappings.words import Words

if TYPE_CHECKING:
    import pandas as pd

word: Final = Words("report_words.csv")
_COLOURS: Final = {
    "identity": "#1f6f54",
    "link": "#4c9f70",
    "text": "#2f6db5",
    "weights": "#d79b28",
    "equal": "#b5502f",
}
_MOST_ROWS: Final = 15
_STYLE: Final = """
:root{color-scheme:light dark;--ink:#1c2521;--paper:#fdfcf8;--line:#d9d5c7;--soft:#6c746f}
@media (prefers-color-scheme:dark){:root{--ink:#e9ece8;--paper:#15191a;--line:#39413f;--soft:#9aa5a0}}
body{font:16px/1.5 system-ui,"Noto Sans","Noto Naskh Arabic",sans-serif;color:var(--ink);background:var(--paper);
max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.7rem;margin:0 0 1.5rem}h2{font-size:1.1rem;margin:2.2rem 0 .6rem}
table{border-collapse:collapse;width:100%}th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:start}
th{font-weight:600;color:var(--soft);font-size:.85rem}td.n,th.n{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}
.bar{display:flex;height:1.6rem;border-radius:.3rem;overflow:hidden;margin:.6rem 0 1rem}
.key{display:inline-block;width:.8rem;height:.8rem;border-radius:.15rem;margin-inline-end:.5rem}
small{color:var(--soft)}@media print{body{margin:0;max-width:none}h2{break-after:avoid}tr{break-inside:avoid}}
"""


def render_report(movements: Movements, target: str, language: Language = "en", weights: str = "") -> str:
    """The page as HTML.

    Parameters
    ----------
    movements : Movements
    target : str
        The edition moved to.
    language : {"fr", "en", "es", "ar"}
        Arabic is laid out from right to left.
    weights : str
        Where the weights come from, if any were used.

    Returns
    -------
    str
        A complete page that loads nothing from elsewhere.
    """
    direction = "rtl" if language == "ar" else "ltr"
    heading = escape(word("title", language, target=target))
    parts = [
        f"<h1>{heading}</h1>",
        _totals(movements.totals, language),
        _by_basis(movements.by_basis(), language, weights),
        _splits(movements.largest_splits(), language),
        _unmapped(movements.unmapped, language),
        _spread(movements.by_target(), language),
    ]
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{heading}</title>'
        f"<style>{_STYLE}</style>{''.join(parts)}</html>\n"
    )


def _section(key: str, language: Language, content: str) -> str:
    return f"<section><h2>{escape(word(key, language))}</h2>{content}</section>"


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]], language: Language, numeric: int) -> str:
    """A table whose last `numeric` columns are figures."""
    first = len(headers) - numeric
    marks = ["" if i < first else ' class="n"' for i in range(len(headers))]
    head = "".join(f"<th{m}>{escape(word(h, language))}</th>" for h, m in zip(headers, marks, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{m}>{cell}</td>" for cell, m in zip(row, marks, strict=True)) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _totals(totals: pd.DataFrame, language: Language) -> str:
    rows = [
        [escape(str(r.column)), f"{r.given:,}", f"{r.given - r.unmapped:,}", f"{r.unmapped:,}"]
        for r in rows_of(totals)
    ]
    return _section("totals", language, _table(("column", "given", "moved", "left"), rows, language, 3))


def _by_basis(found: pd.DataFrame, language: Language, weights: str) -> str:
    bar = "".join(
        f'<span style="width:{max(r.share, 0):.4%};background:{_COLOURS[r.basis]}"></span>'
        for r in rows_of(found)
    )
    rows = [
        [
            f'<span class="key" style="background:{_COLOURS[r.basis]}"></span>{escape(word(r.basis, language))}',
            f"{r.value:,.2f}",
            f"{r.share:.2%}",
        ]
        for r in rows_of(found)
    ]
    note = f"<small>{escape(word('weights_from', language, origin=weights))}</small>" if weights else ""
    table = _table(("basis", "value", "share"), rows, language, 2)
    return _section("by_basis", language, f'<div class="bar">{bar}</div>{table}{note}')


def _splits(found: pd.DataFrame, language: Language) -> str:
    if found.empty:
        return _section("splits", language, word("none", language))
    totals = found.groupby(["source_edition", "source_code"])["value"].transform("sum")
    rows, last = [], ("", "")
    for row, total in zip(rows_of(found), totals, strict=True):
        key = (row.source_edition, row.source_code)
        source = f"{_code(row.source_code)} <small>{row.source_edition}</small>" if key != last else ""
        last = key
        target = f"{_code(row.target_code)} <small>{escape(_title(row.target_code, language))}</small>"
        rows.append([source, target, f"{row.value:,.2f}", f"{row.value / total if total else 0:.1%}"])
    return _section("splits", language, _table(("from", "to", "value", "share"), rows, language, 2))


def _unmapped(found: pd.DataFrame, language: Language) -> str:
    if found.empty:
        return _section("unmapped", language, word("none", language))
    rows = [[escape(r.example), f"{r.records:,}"] for r in rows_of(found)]
    return _section("unmapped", language, _table(("example", "records"), rows, language, 1))


def _spread(found: pd.DataFrame, language: Language) -> str:
    doubtful = found[found["standard_error"] > 0]
    largest = doubtful.sort_values(["standard_error", "target_code"], ascending=[False, True]).head(
        _MOST_ROWS
    )
    rows = [
        [
            f"{_code(r.target_code)} <small>{escape(_title(r.target_code, language))}</small>",
            f"{r.value:,.2f}",
            f"{r.standard_error:,.2f}",
        ]
        for r in rows_of(largest)
    ]
    content = _table(("to", "value", "error"), rows, language, 2) if rows else word("none", language)
    return _section("spread", language, content)


def _code(code: str) -> str:
    return f'<bdi dir="ltr">{HSCode(code)}</bdi>'


def _title(code: str, language: Language) -> str:
    return title(code, language)
