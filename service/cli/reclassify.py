"""``hirfa reclassify``."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from mappings import HirfaError
from mappings.nomenclature import CURRENT_EDITION, EDITIONS, Edition
from mappings.tables import rows_of
from service.cli.classify import check_language
from service.cli.speech import spoken, tell

if TYPE_CHECKING:
    from rich.console import Console

    from classifier.reclassify_file import Outcome, Plan
    from mappings.weights import Weights

ESTIMATE = "estimate"


def reclassify(
    source: Annotated[Path, typer.Argument(metavar="INPUT", help="CSV, Excel or Parquet.")],
    code: Annotated[str, typer.Option("--code", help="Column of the codes.")],
    value: Annotated[list[str], typer.Option("--value", help="Column of values; repeatable.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write.")],
    origin: Annotated[
        str | None, typer.Option("--from", help="Edition of the codes; detected when not given.")
    ] = None,
    target: Annotated[str, typer.Option("--to", help="Edition wanted.")] = CURRENT_EDITION,
    text: Annotated[str | None, typer.Option("--text", help="Column of the descriptions.")] = None,
    edition_column: Annotated[
        str | None, typer.Option("--edition-column", help="Column of each record's edition or year.")
    ] = None,
    weights: Annotated[
        str | None,
        typer.Option(
            "--weights", help='File of source,target,weight, or "estimate": from the years themselves.'
        ),
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option("--weights-by", help="Columns whose cells are observations of weights."),
    ] = None,
    report: Annotated[Path | None, typer.Option("--report", help="HTML report to write.")] = None,
    decide_at: Annotated[
        float, typer.Option("--decide-at", min=0.0, max=1.01, help="Probability that moves a record whole.")
    ] = 0.9,
    attach: Annotated[
        bool,
        typer.Option("--attach", help="Append craft family, craft status and Moroccan line (to HS2022)."),
    ] = False,
    lang: Annotated[str | None, typer.Option("--lang", help="Of the reasons and the report.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the account as one JSON object.")] = False,
) -> None:
    """Move records to another edition of the Harmonized System, value for value."""
    from rich.console import Console

    from classifier.reclassify_file import Plan, check_columns, reclassify_file
    from service.cli.progress import row_bar

    language = check_language(lang) or spoken()
    named = [
        code,
        *value,
        *([text] if text else []),
        *([edition_column] if edition_column else []),
        *(by or []),
    ]
    check_columns(source, named)
    console = Console(stderr=True, highlight=False)
    begun = _edition(origin) if origin or edition_column else _detected(source, code, console)
    plan = Plan(code, value, begun, cast("Edition", target), text, edition_column, language=language)
    given = _weights(source, plan, weights, by or [])
    plan = replace(plan, weights=given, decide_at=decide_at, attach=attach)
    with row_bar() as advance:
        outcome = reclassify_file(source, output, plan, progress=advance)
    if report:
        from mappings.report import render_report

        origin_of = given.origin if given else ""
        report.write_text(render_report(outcome.movements, target, language, origin_of), "utf-8")
    if as_json:
        sys.stdout.write(json.dumps(_account(outcome), ensure_ascii=False) + "\n")
    else:
        _print(outcome, output, console)


def _edition(name: str | None) -> Edition | None:
    from mappings.record_codes import edition_in

    if name is None:
        return None
    found = edition_in(name)
    if found is None:
        raise HirfaError(
            "--from {name!r}: unknown edition; choose one of {known}.", name=name, known=EDITIONS
        )
    return found


def _detected(source: Path, code: str, console: Console) -> Edition:
    from classifier.reclassify_file import read_frame
    from mappings.record_codes import detect_edition

    found = detect_edition(read_frame(source)[code])
    best = found.iloc[0]
    others = found[(found.edition != best.edition) & (found.only > 0)]
    lines = [
        tell(
            "edition detected: {edition}, which has the codes of {share:.1%} of the records",
            edition=best.edition,
            share=best.share,
        )
    ]
    lines += [
        tell("a mixture: {count:,} records have codes of {edition} only", count=row.only, edition=row.edition)
        for row in rows_of(others)
    ]
    for line in lines:
        console.print(line)
    return cast("Edition", best.edition)


def _weights(source: Path, plan: Plan, given: str | None, by: list[str]) -> Weights | None:
    import pandas as pd

    from mappings.weights import Weights

    if given is None:
        return None
    if given != ESTIMATE:
        path = Path(given)
        if not path.is_file():
            raise HirfaError(
                "--weights {given}: no such file; give one with source, target and weight.", given=given
            )
        return Weights.from_frame(pd.read_csv(path, dtype={"source": str, "target": str}), path.name)
    from classifier.estimated import estimate_from_file

    return estimate_from_file(source, plan, by)


def _account(outcome: Outcome) -> dict[str, object]:
    movements = outcome.movements
    return {
        "rows": outcome.rows,
        "unmapped": outcome.unmapped,
        "unmapped_file": str(outcome.unmapped_path) if outcome.unmapped_path else None,
        "totals": [
            {"column": r.column, "given": str(r.given), "unmapped": str(r.unmapped)}
            for r in rows_of(movements.totals)
        ],
        "by_basis": movements.by_basis().to_dict("records"),
        "reasons": movements.unmapped.to_dict("records"),
    }


def _print(outcome: Outcome, output: Path, console: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    from mappings.report import word

    table = Table(box=None, pad_edge=False)
    for name, side in (("basis", "left"), ("links", "right"), ("value", "right"), ("share", "right")):
        table.add_column(tell(name), justify=side)  # type: ignore[arg-type]
    language = spoken()
    for row in rows_of(outcome.movements.by_basis()):
        table.add_row(word(row.basis, language), f"{row.links:,}", f"{row.value:,.2f}", f"{row.share:.2%}")
    console.print(table)
    for total in rows_of(outcome.movements.totals):
        kept = total.given - total.unmapped
        said = tell(
            "{column}: {given:,} = {kept:,} moved + {left:,} not mapped",
            column=total.column,
            given=total.given,
            kept=kept,
            left=total.unmapped,
        )
        console.print(said, markup=False)
    for reason in rows_of(outcome.movements.unmapped):
        console.print(
            Text(tell("{count:,} not mapped:", count=reason.records), style="yellow"), reason.example
        )
    console.print(f"{tell('{rows:,} rows', rows=outcome.rows)} → {output}", markup=False)
    if outcome.unmapped_path:
        said = tell(
            "{count:,} records not mapped → {path}", count=outcome.unmapped, path=outcome.unmapped_path
        )
        console.print(said, markup=False)
