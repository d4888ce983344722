"""How estimates look on a terminal: aligned, coloured, in the user's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mappings.barometer.formats import Numbers
from mappings.barometer.html import Page
from mappings.nomenclature import Language
from service.cli.speech import spoken, tell

if TYPE_CHECKING:
    import pandas as pd

_SHOWN: Final = 40


def say_plan(account: dict[str, Any]) -> None:
    """What is to be verified, what it will bring, and what comes next."""
    figures, console = Numbers(spoken()), _console()
    console.print(
        tell(
            "{count} of {records} records to verify; the widest interval is expected to be ±{margin} of the whole ({level}).",
            count=figures.whole(account["to_verify"]),
            records=figures.whole(account["records"]),
            margin=figures.percent(account["margin"], 2),
            level=figures.percent(account["level"], 0),
        )
    )
    _say_left_out(account, console)
    console.print(
        tell(
            "Fill in verified_code in {sheet}: six digits, or none for what is no craft. Keep {plan} beside it.",
            sheet=account["sheet"],
            plan=account["plan"],
        )
    )


def say_totals(account: dict[str, Any], table: pd.DataFrame, by: Sequence[str], language: Language) -> None:
    """The totals with their intervals, and how many rows are behind them."""
    console = _console()
    screen = Console(highlight=False)
    # A pipe has no width of its own, and a folded name is no name.
    screen = screen if screen.is_terminal else Console(highlight=False, width=160)
    screen.print(_table(table, by, language, account["level"]))
    if len(table) > _SHOWN:
        console.print(tell("{count} more rows; -o writes them all.", count=len(table) - _SHOWN))
    _say_sample(account, console)
    _say_left_out(account, console)


def _table(table: pd.DataFrame, by: Sequence[str], language: Language, level: float) -> Table:
    figures, page = Numbers(language), Page(language)
    percent = figures.percent(level, 0)
    made = Table(box=None, padding=(0, 1), header_style="bold")
    for name in by:
        made.add_column(
            page.word(name) if name in _WORDS else name,
            overflow="ellipsis",
            no_wrap=True,
            min_width=16,
            max_width=40,
        )
    heads = (tell("total"), tell("low, {level}", level=percent), tell("high, {level}", level=percent))
    for head in (*heads, tell("share"), tell("uncorrected"), tell("verified rows")):
        made.add_column(head, justify="right", no_wrap=True)
    for row in table.head(_SHOWN).to_dict("records"):
        missed = not row["low"] <= row["naive"] <= row["high"]
        cells = [Text(_name(page, name, str(row[name]))) for name in by]
        made.add_row(
            *cells,
            Text(figures.whole(row["total"]), style="bold green"),
            figures.whole(row["low"]),
            figures.whole(row["high"]),
            figures.percent(row["share"]),
            Text(figures.whole(row["naive"]), style="yellow" if missed else "dim"),
            figures.whole(row["verified_rows"]),
        )
    return made


_WORDS: Final = ("family", "code", "destination", "region", "month", "year")


def _name(page: Page, dimension: str, key: str) -> str:
    from mappings.titles import title

    if dimension == "code" and len(key) == 6:
        return f"{page.name('code', key)} {title(key, page.language)}"
    return page.name(dimension, key)


def _say_sample(account: dict[str, Any], console: Console) -> None:
    figures = Numbers(spoken())
    if "drawn" in account:
        console.print(
            tell(
                "{count} of {drawn} drawn rows are verified.",
                count=figures.whole(account["verified"]),
                drawn=figures.whole(account["drawn"]),
            )
        )
    if account["sample"] == "convenience":
        console.print(
            tell(
                "Warning: nobody drew these {count} rows. The intervals hold only if the texts that people asked about are like the others; do not publish them.",
                count=figures.whole(account["verified"]),
            ),
            style="yellow",
        )
    elif account.get("not_drawn"):
        console.print(_said_of_others(account, figures.whole(account["not_drawn"])), style="yellow")


def _said_of_others(account: dict[str, Any], count: str) -> str:
    if account["sample"] == "drawn, and known":
        return tell(
            "{count} more rows are known by their text and were not drawn: they stand for themselves alone.",
            count=count,
        )
    return tell(
        "{count} more rows are known by their text but were not drawn, a convenience sample: not used (--convenience uses them for themselves alone).",
        count=count,
    )


def _say_left_out(account: dict[str, Any], console: Console) -> None:
    if account["left_out"]:
        console.print(
            tell("{count} rows without a date or value are left out.", count=account["left_out"]),
            style="yellow",
        )


def _console() -> Console:
    return Console(stderr=True, highlight=False)
