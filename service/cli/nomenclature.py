"""``hirfa nomenclature`` and ``hirfa tariff``: official texts and schedules in the user's folder; codes looked up."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from mappings import CURRENT_EDITION, HirfaError
from mappings.nomenclature import EDITIONS, Edition
from service.cli.classify import check_language
from service.cli.speech import spoken, tell

if TYPE_CHECKING:
    from mappings.line_choice import LineChoice
    from mappings.nomenclature import Language

nomenclature = typer.Typer(
    help="Codes, editions and official texts.", no_args_is_help=True, rich_markup_mode=None
)
tariff = typer.Typer(help="National schedules.", no_args_is_help=True, rich_markup_mode=None)


@nomenclature.command("pull")
def pull(
    editions: Annotated[list[str] | None, typer.Argument(help="Editions; all seven by default.")] = None,
    combined: Annotated[
        int | None, typer.Option("--cn", help="A year of the EU's Combined Nomenclature.")
    ] = None,
    language: Annotated[str, typer.Option("--language", help="Of the Combined Nomenclature.")] = "fr",
    source: Annotated[str | None, typer.Option("--source", help="Another address to fetch from.")] = None,
) -> None:
    """Fetch official descriptions into the user's folder."""
    from mappings.official import COMTRADE, EU_SPARQL, pull_combined_nomenclature, pull_edition
    from service.cli.progress import byte_bar

    with byte_bar() as advance:
        if combined is not None:
            receipts = [
                pull_combined_nomenclature(combined, language, endpoint=source or EU_SPARQL, progress=advance)
            ]
        else:
            wanted = cast("list[Edition]", editions or list(EDITIONS))
            receipts = [pull_edition(e, base=source or COMTRADE, progress=advance) for e in wanted]
    for receipt in receipts:
        size = tell("{count:,} bytes", count=receipt.size)
        sys.stdout.write(f"{receipt.url}  {size}  sha256 {receipt.sha256[:12]}…\n")


@nomenclature.command("show")
def show(
    code: Annotated[str, typer.Argument(help="Two to ten digits.")],
    edition: Annotated[str, typer.Option("--edition")] = CURRENT_EDITION,
    lang: Annotated[str | None, typer.Option("--lang", help="fr, en, es or ar.")] = None,
    official: Annotated[
        bool, typer.Option("--official", help="The official English text, once pulled.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """A code: its titles, what it became in other editions, its family, its Moroccan lines."""
    from service.cli.code_card import code_card, print_card

    card = code_card(code, cast("Edition", edition), check_language(lang) or spoken(), official=official)
    if as_json:
        sys.stdout.write(json.dumps(card, ensure_ascii=False) + "\n")
    else:
        print_card(card)


@nomenclature.command("export")
def export(
    output: Annotated[
        Path, typer.Argument(metavar="OUTPUT", help=".json for SDMX-JSON, .xml for SDMX-ML, .csv.")
    ],
    edition: Annotated[
        str, typer.Option("--edition", help="The code list of this edition.")
    ] = CURRENT_EDITION,
    target: Annotated[
        str | None, typer.Option("--to", help="The map from the edition to this system.")
    ] = None,
) -> None:
    """Write a code list, or a map between two, as SDMX or CSV."""
    from mappings.sdmx import write_codelist, write_map

    if target:
        count = write_map(output, cast("Edition", edition), target)
    else:
        count = write_codelist(output, cast("Edition", edition))
    sys.stdout.write(tell("{count:,} items → {path}", count=count, path=output) + "\n")


@tariff.command("import")
def import_file(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, Excel or Parquet with a header.")],
    country: Annotated[str, typer.Option("--country", help="Two letters: MA, EU…")] = "MA",
    date: Annotated[str, typer.Option("--date", help="Date of the facts, year-month-day.")] = "",
    language: Annotated[str, typer.Option("--language", help="Of the labels: fr, en, es or ar.")] = "fr",
    column: Annotated[
        list[str] | None, typer.Option("--column", help="field=NAME of a column; repeatable.")
    ] = None,
) -> None:
    """Keep a complete official schedule in the user's folder, beside the shipped lines."""
    from classifier.reclassify_file import read_frame
    from mappings.tariff_import import import_tariff

    rows = read_frame(source).fillna("").astype(str).to_dict("records")
    named = dict(pair.split("=", 1) for pair in column or [] if "=" in pair)
    wrong = [pair for pair in column or [] if "=" not in pair]
    if wrong:
        raise HirfaError(
            "--column {name!r} is not field=NAME; write it such as --column code=Position.", name=wrong[0]
        )
    spoken = check_language(language) or "fr"
    done = import_tariff(
        cast("list[dict[str, str]]", rows), country=country, date=date, language=spoken, columns=named
    )
    for sentence in done.refused[:20]:
        sys.stderr.write(tell("refused, {why}", why=sentence) + "\n")
    if len(done.refused) > 20:
        sys.stderr.write(tell("… and {count:,} more", count=len(done.refused) - 20) + "\n")
    said = tell(
        "{kept:,} lines kept, {refused:,} rows refused → {path}",
        kept=done.lines,
        refused=len(done.refused),
        path=done.path,
    )
    sys.stdout.write(said + "\n")


@tariff.command("line")
def line(
    text: Annotated[str, typer.Argument(help="The description.")],
    code: Annotated[
        str | None, typer.Option("--code", help="The subheading; the classifier's when not given.")
    ] = None,
    answer: Annotated[list[str] | None, typer.Option("--answer", help="attribute=value; repeatable.")] = None,
    country: Annotated[str, typer.Option("--country")] = "MA",
    lang: Annotated[str | None, typer.Option("--lang", help="fr, en, es or ar.")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """The national line of a description, or the question that decides it."""
    from classifier import load_model
    from mappings.line_choice import choose_line
    from mappings.tariff_import import load_tariff
    from service.answers import line_facts
    from service.cli.classify import parse_answers

    language: Language = check_language(lang) or "fr"
    subheading = code or load_model().classify(text).candidates[0].code
    found = choose_line(
        load_tariff(country), subheading, text, answers=parse_answers(answer or []), language=language
    )
    if as_json:
        sys.stdout.write(json.dumps(line_facts(found, language), ensure_ascii=False) + "\n")
        return
    for row in line_rows(found, language):
        sys.stdout.write(row + "\n")


def line_rows(found: LineChoice, language: Language) -> list[str]:
    """A choice of line as rows of text for a person."""
    if found.line:
        taxes = [("DI", found.line.duty), ("TPI", found.line.parafiscal), ("TVA", found.line.vat)]
        rates = ", ".join(f"{name} {rate:g} %" for name, rate in taxes if rate is not None)
        return [f"{found.line.code}  {found.line.label(language)}  ({rates})"]
    if found.question:
        name = found.question.attribute
        return [
            found.question.text,
            *(f"  --answer {name}={o.value:<22} {o.label}" for o in found.question.options),
        ]
    return [f"{candidate.code}  {candidate.label(language)}" for candidate in found.candidates]
