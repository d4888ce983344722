"""A code on a terminal."""

from __future__ import annotations

from typing import Any

from mappings.card import code_facts
from mappings.nomenclature import Edition, Language


def code_card(code: str, edition: Edition, language: Language, *, official: bool = False) -> dict[str, Any]:
    """The facts of a code, with its official text when asked for."""
    from mappings.tariff_import import load_tariff

    card = code_facts(code, edition, language, tariff=load_tariff("MA"))
    if official:
        from mappings.official import official_title

        card["official"] = official_title(card["code"], edition=edition)
    return card


def print_card(card: dict[str, Any]) -> None:
    """Print the facts of a code, aligned."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    for level in card["titles"]:
        console.print(Text.assemble((f"{level['code']:<8}", "bold green"), level["title"]))
    if "official" in card:
        console.print(Text(card["official"], style="italic"))
    table = Table.grid(padding=(0, 2))
    table.add_row(card["edition"], ", ".join(card["editions"]))
    for system, codes in card["became"].items():
        shown = codes if len(codes) <= 12 else [*codes[:12], f"… ({len(codes)})"]
        if codes != [card["code"]]:
            table.add_row(system, " ".join(shown))
    if card["family"]:
        table.add_row(card["family"]["title"], str(card["ground"]))
    for line in card["national_lines"]:
        rate = "" if line["duty"] is None else f"{line['duty']:g} %"
        table.add_row(line["code"], Text(f"{line['label']}  {rate}", style="bold" if line["craft"] else ""))
    for child in card["children"]:
        table.add_row(child, "")
    console.print(table)
