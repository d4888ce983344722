"""The barometer as one self-contained HTML page, in four languages."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING, Any, Final

from mappings.barometer.charts import Bar, columns, diverging, rows, ticks
from mappings.barometer.html import Column, Page, section
from mappings.barometer.report_hidden import traceability_part
from mappings.barometer.report_intervals import interval_columns, interval_note, interval_words, with_ranges
from mappings.barometer.report_notes import checks_part, units_part
from mappings.barometer.style import STYLE
from mappings.barometer.words import month_name, month_short
from mappings.nomenclature import Language

if TYPE_CHECKING:
    import pandas as pd

    from mappings.barometer.table import Dimension
    from mappings.barometer.tables import Barometer

_MOST: Final = {"family": 24, "destination": 15, "region": 14, "code": 20}


def render_barometer(barometer: Barometer, language: Language = "fr", *, synthetic: bool = False) -> str:
    """The page as HTML.

    Parameters
    ----------
    barometer : Barometer
    language : {"fr", "en", "es", "ar"}
        Arabic is laid out from right to left, charts included.
    synthetic : bool
        Whether the page is to say that no declaration is real.

    Returns
    -------
    str
        A complete page that loads nothing from elsewhere.

    Examples
    --------
    >>> import pandas as pd
    >>> from mappings.barometer import Barometer
    >>> records = pd.DataFrame({"day": ["2022-01-05", "2023-01-09"], "hs": ["570110"] * 2, "dh": [100, 107]})
    >>> page = render_barometer(Barometer(records, date="day", value="dh", code="hs"), "ar")
    >>> page.startswith('<!doctype html><html lang="ar" dir="rtl">'), "http" in page
    (True, False)
    """
    page = Page(language, barometer.currency)
    parts = [_months(page, barometer), _dimension(page, barometer, "family")]
    if barometer.has("destination"):
        parts += [_dimension(page, barometer, "destination"), _concentration(page, barometer)]
    if barometer.has("region"):
        parts.append(_dimension(page, barometer, "region"))
    parts += [_movers(page, barometer), traceability_part(page, barometer)]
    parts += [_dimension(page, barometer, "code"), units_part(page, barometer)]
    parts += [_years(page, barometer), checks_part(page, barometer)]
    direction = "rtl" if page.mirrored else "ltr"
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(page.word('title'))}</title><style>{STYLE}</style></head><body><main>"
        f"{_header(page, barometer, synthetic)}{''.join(parts)}"
        f"<footer>{escape(page.word('made_by'))}</footer></main></body></html>\n"
    )


def _header(page: Page, barometer: Barometer, synthetic: bool) -> str:
    window = barometer.window
    key = "period" if window.last > 1 else "period_one"
    when = page.word(key, last=month_name(window.last, page.language), year=str(window.year))
    label = f'<p class="stamp">{escape(page.word("synthetic"))}</p>' if synthetic else ""
    return (
        f'<header><h1>{escape(page.word("title"))}</h1><p class="when">{escape(when)}</p>{label}'
        f'<ul class="facts">{"".join(_facts(page, barometer))}</ul></header>'
    )


def _facts(page: Page, barometer: Barometer) -> list[str]:
    head, figures = barometer.headline, page.figures
    on_last = page.word("on_last_year", year=str(barometer.window.year - 1))
    change = f"{figures.percent(head['growth'], sign=True)} {on_last}"
    if "constant_growth" in head:
        change += f" · {figures.percent(head['constant_growth'], sign=True)} {page.word('constant_prices')}"
    unit = page.word("millions")
    made = [
        _fact(
            page.word("exports"),
            figures.millions(head["value"]),
            f"{unit} · {change}{interval_words(page, head)}",
        )
    ]
    for key, dimension in (("first_family", "family"), ("first_market", "destination")):
        if barometer.has(dimension):
            table = _known(barometer.by(dimension), dimension, head["value"])  # type: ignore[arg-type]
            if len(table):
                top = table.iloc[0]
                said = f"{figures.percent(top['share'])} {page.word('of_total')}"
                made.append(_fact(page.word(key), page.name(dimension, top[dimension]), said))
    traced = float(barometer.traceability["share"].iloc[0])
    made.append(_fact(page.word("traceable_now"), figures.percent(traced), page.word("in_lines")))
    return made


def _known(table: pd.DataFrame, dimension: str, whole: float) -> pd.DataFrame:
    """The named cells, largest first; none when what is hidden might be larger than the largest."""
    known = table[(table["value"] > 0) & ~table[dimension].isin(["", "_X"])]
    hidden = whole - float(table["value"].sum()) if table["value"].isna().any() else 0.0
    return known[known["value"].cummax() >= hidden]


def _fact(name: str, value: str, note: str) -> str:
    return f"<li><span>{escape(name)}</span><strong>{escape(value)}</strong><span>{escape(note)}</span></li>"


def _months(page: Page, barometer: Barometer) -> str:
    table, figures, window = barometer.monthly, page.figures, barometer.window
    bars = [
        _column(page, month_short(i + 1, page.language), row)
        for i, row in enumerate(table.to_dict("records"))
    ]
    title = f"{page.word('monthly')} ({page.word('millions')})"
    highest = max(float(table[["value", "previous"]].max().max()), 0.0)
    scale = [(t, figures.millions(t, 0)) for t in ticks(highest)]
    drawn = columns(bars, title, (str(window.year), str(window.year - 1)), scale, mirrored=page.mirrored)
    shown = table.assign(
        name=[f"{month_name(i + 1, page.language)} {window.year}" for i in range(len(table))]
    )
    cells = [
        Column("name", page.word("month"), escape, numeric=False),
        *_money(page),
        *interval_columns(page),
    ]
    cells += [
        Column("cumulated", page.word("cumulated"), figures.millions),
        Column("cumulated_growth", page.word("cumulated_growth"), _signed(page), toned=True),
        Column("records", page.word("records"), figures.whole),
    ]
    made = page.table(with_ranges(shown), cells, page.word("monthly"))
    return section(title, drawn, made, page.note("monthly", barometer.headline["records"]))


def _years(page: Page, barometer: Barometer) -> str:
    table, figures = barometer.annual, page.figures
    bars = [
        _column(page, _year(barometer, str(r["time_period"])), r) for r in table.tail(15).to_dict("records")
    ]
    title = f"{page.word('annual')} ({page.word('millions')})"
    scale = [(t, figures.millions(t, 0)) for t in ticks(max(float(table["value"].max()), 0.0))]
    drawn = columns(bars, title, (page.word("value"), ""), scale, mirrored=page.mirrored)
    cells = [
        Column("time_period", page.word("year"), str, numeric=False),
        Column("value", page.word("value"), figures.millions),
        Column("growth", page.word("growth"), _signed(page), toned=True),
        Column("constant", page.word("constant"), figures.millions),
        Column("same_months", page.word("same_months"), figures.millions),
        Column("months", page.word("months"), figures.whole),
        Column("records", page.word("records"), figures.whole),
    ]
    note = page.note("annual", int(table["records"].sum()))
    return section(title, drawn, page.table(table, cells, title), note)


def _year(barometer: Barometer, year: str) -> str:
    last = barometer.window.last
    return f"{year} (1–{last})" if year == str(barometer.window.year) and last < 12 else year


def _column(page: Page, name: str, row: dict[Any, Any]) -> Bar:
    growth = float(row["growth"])
    note = page.figures.percent(growth, 0, sign=True) if math.isfinite(growth) else ""
    rising = growth > 0 if math.isfinite(growth) else None
    before = float(row.get("previous", math.nan))
    return Bar(name, float(row["value"]), page.figures.millions(row["value"], 0), before, note, rising)


def _dimension(page: Page, barometer: Barometer, dimension: Dimension) -> str:
    table = barometer.by(dimension)
    shown = table.head(_MOST[dimension])
    title = f"{page.word(f'by_{dimension}')} ({page.word('millions')})"
    drawn = ""
    if dimension != "code":
        bars = [_row(page, dimension, r) for r in shown.to_dict("records") if not r.get("suppressed")]
        drawn = rows(bars, title, mirrored=page.mirrored)
    cells = [
        Column(dimension, page.word(dimension), page.names(dimension), numeric=False),
        *_money(page),
        Column("share", page.word("share"), page.figures.percent),
        Column("contribution", page.word("contribution"), page.figures.points),
        Column("constant", page.word("constant"), page.figures.millions),
        Column("constant_growth", page.word("constant_growth"), _signed(page)),
        *interval_columns(page),
        Column("records", page.word("records"), page.figures.whole),
    ]
    note = page.note("by", barometer.headline["records"]) + interval_note(page, table)
    return section(title, drawn, page.table(with_ranges(shown), cells, title), note)


def _row(page: Page, dimension: str, row: dict[Any, Any]) -> Bar:
    growth = float(row["growth"])
    label = f"{page.figures.millions(row['value'])} ({page.figures.percent(row['share'])})"
    note = page.figures.percent(growth, sign=True) if math.isfinite(growth) else ""
    key = str(row[dimension])
    name = page.word("not_given") if key == "_X" else page.name(dimension, key)
    rising = growth > 0 if math.isfinite(growth) else None
    return Bar(name, float(row["value"]), label, float(row["previous"]), note, rising)


def _concentration(page: Page, barometer: Barometer) -> str:
    figures = page.figures
    cells = [
        Column("time_period", page.word("year"), str, numeric=False),
        Column("destinations", page.word("destinations"), figures.whole),
        Column("hhi", page.word("hhi"), figures.whole),
        Column("equivalent", page.word("equivalent"), lambda v: figures.figure(v, 1)),
        *(Column(n, page.word(n), figures.percent) for n in ("top1", "top3", "unknown")),
    ]
    title = page.word("concentration")
    made = page.table(barometer.concentration.tail(8), cells, title)
    return section(title, made, page.note("concentration", barometer.headline["records"]))


def _movers(page: Page, barometer: Barometer) -> str:
    parts = []
    for dimension in ("family", "destination"):
        if barometer.has(dimension):
            bars = [
                Bar(
                    page.word("not_given")
                    if r[dimension] == "_X"
                    else page.name(dimension, str(r[dimension])),
                    float(r["contribution"]),
                    page.figures.points(r["contribution"]),
                )
                for r in barometer.movers(dimension).to_dict("records")
            ]
            title = page.word(f"by_{dimension}")
            parts += [f"<h3>{escape(title)}</h3>", diverging(bars, title, mirrored=page.mirrored)]
    title = f"{page.word('movers')} ({page.word('contribution')})"
    return section(title, *parts, page.note("movers", barometer.headline["records"]))


def _money(page: Page) -> list[Column]:
    return [
        Column("value", page.word("value"), page.figures.millions),
        Column("previous", page.word("previous"), page.figures.millions),
        Column("growth", page.word("growth"), _signed(page), toned=True),
    ]


def _signed(page: Page) -> Any:
    return lambda value: page.figures.percent(value, sign=True)
