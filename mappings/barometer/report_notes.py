"""Unit values, and what was odd about the data, in the report."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from mappings.barometer.html import Column, Page, section
from mappings.barometer.words import method

if TYPE_CHECKING:
    from mappings.barometer.tables import Barometer

_EMPTY: Final = "∅"
_TITLES: Final = {
    "family": "by_family",
    "destination": "by_destination",
    "region": "by_region",
    "code": "by_code",
}


def units_part(page: Page, barometer: Barometer) -> str:
    """Unit values and outliers; nothing where the records have no quantities."""
    if not barometer.has("quantity"):
        return ""
    figures = page.figures

    def money(value: float) -> str:
        return figures.figure(value, 2)

    code = Column("code", page.word("code"), page.names("code"), numeric=False)
    values = [
        code,
        Column("median", page.word("median"), money),
        Column("spread", page.word("spread"), money),
        Column("previous", page.word("previous"), money),
        Column("growth", page.word("growth"), lambda v: figures.percent(v, sign=True), toned=True),
        Column("records", page.word("records"), figures.whole),
    ]
    odd = [
        Column("row", page.word("row"), figures.whole, numeric=False),
        code,
        Column("value", page.word("value"), figures.whole),
        Column("quantity", page.word("quantity"), figures.whole),
        Column("unit_value", page.word("unit_value"), money),
        Column("typical", page.word("typical"), money),
    ]
    shown = barometer.outliers.head(12)
    # People count the rows of a file from its header.
    shown = shown.assign(row=shown["row"] + 2)
    return section(
        page.word("unit_values"),
        page.table(barometer.unit_values.head(15), values, page.word("unit_values")),
        page.note("unit_values", int(barometer.unit_values["records"].sum())),
        f"<h3>{escape(page.word('outliers'))}</h3>",
        page.table(shown, odd, page.word("outliers")),
        page.note("outliers", len(barometer.outliers)),
    )


def checks_part(page: Page, barometer: Barometer) -> str:
    """What was odd, and destinations to check."""
    cells = [
        Column(
            "finding", page.word("finding"), lambda k: escape(method(str(k), page.language)), numeric=False
        ),
        Column("example", page.word("example"), lambda v: f"<bdi>{escape(str(v))}</bdi>", numeric=False),
        Column("records", page.word("records"), page.figures.whole),
        Column("value", page.word("value"), page.figures.millions),
    ]
    parts = [page.table(barometer.findings, cells, page.word("findings")), page.note("findings")]
    parts += [_suppression(page, barometer)] if len(barometer.suppression) else []
    for dimension, key in (("destination", "to_check"), ("region", "regions_to_check")):
        if barometer.has(dimension):
            parts.append(_names(page, barometer, dimension, key))
    return section(page.word("findings"), *parts)


def _names(page: Page, barometer: Barometer, dimension: str, key: str) -> str:
    """Names that were not understood at once."""
    said = {"unknown": "unknown_name"}
    cells = [
        Column(
            "given", page.word("given"), lambda v: f"<bdi>{escape(str(v) or _EMPTY)}</bdi>", numeric=False
        ),
        Column("code", page.word("read_as"), page.names(dimension), numeric=False),
        Column(
            "status",
            page.word("status"),
            lambda s: escape(page.word(said.get(str(s), str(s)))),
            numeric=False,
        ),
        Column("records", page.word("records"), page.figures.whole),
        Column("value", page.word("value"), page.figures.millions),
    ]
    shown = page.table(barometer.to_check(dimension).head(15), cells, page.word(key))
    return f"<h3>{escape(page.word(key))}</h3>{shown}{page.note('to_check')}"


def _suppression(page: Page, barometer: Barometer) -> str:
    """How many cells of each table are hidden."""
    cells = [
        Column("table", page.word("table"), lambda k: escape(page.word(_TITLES.get(k, k))), numeric=False),
        *(Column(n, page.word(n), page.figures.whole) for n in ("cells", "primary", "secondary")),
        Column("value_share", page.word("value_share"), page.figures.percent),
    ]
    title = page.word("suppression")
    made = page.table(barometer.suppression, cells, title)
    return f"<h3>{escape(title)}</h3>{made}{page.note('suppression')}"
