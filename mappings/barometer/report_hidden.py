"""Traceable and hidden craft in the report."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

from mappings.barometer.charts import stacked
from mappings.barometer.html import Column, Page, section

if TYPE_CHECKING:
    from mappings.barometer.tables import Barometer

_KINDS: Final = ("traced", "spoken", "silent", "rest")
_KEYS: Final = ("traceable", "spoken", "silent", "not_craft")


def traceability_part(page: Page, barometer: Barometer) -> str:
    """Both charts, both tables, and the lines to create."""
    records = barometer.headline["records"]
    return section(
        page.word("traceability"),
        _legend(page),
        _bands(page, barometer),
        _summary(page, barometer),
        page.note("traceability", records),
        f"<h3>{escape(page.word('traceability_family'))}</h3>",
        _families(page, barometer),
        f"<h3>{escape(page.word('lines_to_create'))}</h3>",
        _lines(page, barometer),
        page.note("lines_to_create", records),
    )


def _legend(page: Page) -> str:
    keys = "".join(
        f'<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="{kind}" width="10" height="10"/></svg>'
        f"{escape(page.word(key))}</li>"
        for kind, key in zip(_KINDS, _KEYS, strict=True)
    )
    return f'<ul class="legend">{keys}</ul>'


def _bands(page: Page, barometer: Barometer) -> str:
    families = barometer.traceability_by_family.head(15)
    bands_of: list[tuple[str, Any]] = [
        (page.name("family", str(r["family"])), r) for r in families.to_dict("records")
    ]
    named = [*_whole(page, barometer), *bands_of]
    bands = []
    for name, r in named:
        total = max(float(r["value"]), 1e-9)
        shares = (r["traceable"], r["low"], r["high"] - r["low"], r["value"] - r["traceable"] - r["high"])
        label = page.figures.percent(float(r["traceable"]) / total, 0)
        bands.append((name, [float(s) for s in shares], label))
    title = page.word("traceability_family")
    heading = page.word("traceable_share")
    return stacked(bands, _KINDS, title, heading=heading, mirrored=page.mirrored)


def _whole(page: Page, barometer: Barometer) -> list[tuple[str, Any]]:
    """The band of all families, from the summary; none where a part of it is confidential."""
    summary = barometer.traceability.set_index("status")
    if summary["value"].isna().any():
        return []
    hidden = summary.loc[["hidden_other", "hidden_named"], ["low", "high"]].sum()
    whole: dict[str, Any] = {"value": summary["value"].sum(), "traceable": summary.loc["traceable", "value"]}
    return [(page.word("whole"), {**whole, "low": hidden["low"], "high": hidden["high"]})]


def _summary(page: Page, barometer: Barometer) -> str:
    millions = page.figures.millions
    cells = [
        Column("status", page.word("status"), lambda key: escape(page.word(str(key))), numeric=False),
        Column("value", page.word("value"), millions),
        Column("share", page.word("share"), page.figures.percent),
        *(Column(n, page.word(n), millions) for n in ("low", "estimate", "high")),
    ]
    return page.table(barometer.traceability, cells, page.word("traceability"))


def _families(page: Page, barometer: Barometer) -> str:
    millions = page.figures.millions
    cells = [
        Column("family", page.word("family"), page.names("family"), numeric=False),
        Column("value", page.word("value"), millions),
        Column("traceable_share", page.word("traceable_share"), page.figures.percent),
        *(Column(n, page.word(n), millions) for n in ("hidden", "low", "estimate", "high")),
    ]
    return page.table(barometer.traceability_by_family, cells, page.word("traceability_family"))


def _lines(page: Page, barometer: Barometer) -> str:
    def answer(said: object) -> str:
        return escape(page.word("yes" if said else "no"))

    cells = [
        Column("code", page.word("code"), page.names("code"), numeric=False),
        Column("residual", page.word("residual"), answer, numeric=False),
        Column("has_line", page.word("has_line"), answer, numeric=False),
        *(Column(n, page.word(n), page.figures.millions) for n in ("estimate", "low", "high")),
        Column("share", page.word("hidden_share"), page.figures.percent),
        Column("cumulated", page.word("cumulated_share"), page.figures.percent),
    ]
    return page.table(barometer.lines_to_create, cells, page.word("lines_to_create"))
