"""Unit values, and what was odd about the data, in the report."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from mappings.barometer.html import Column, Page, section
from mappings.barometer.words import method

if TYPE_CHECKING:
    from mappings.barometer.tables import Barometer

_EMPTY: Final = "∅"


def units_part(page: Page, barometer: Barometer) -> str:
    """Unit values and outliers; nothing where the records have no quantities."""
    if "quantity" not in barometer.facts:
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
    if barometer.unknown_destinations is not None:
        status = {"unknown": "unknown_name"}
        names = [
            Column(
                "given", page.word("given"), lambda v: f"<bdi>{escape(str(v) or _EMPTY)}</bdi>", numeric=False
            ),
            Column("code", page.word("read_as"), page.names("destination"), numeric=False),
            Column(
                "status",
                page.word("status"),
                lambda s: escape(page.word(status.get(str(s), str(s)))),
                numeric=False,
            ),
            Column("records", page.word("records"), page.figures.whole),
            Column("value", page.word("value"), page.figures.millions),
        ]
        parts += [
            f"<h3>{escape(page.word('to_check'))}</h3>",
            page.table(barometer.unknown_destinations.head(15), names, page.word("to_check")),
            page.note("to_check"),
        ]
    return section(page.word("findings"), *parts)
