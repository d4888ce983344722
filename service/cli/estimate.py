"""``hirfa estimate``: which rows to verify, and totals with intervals from those that were verified."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from mappings.errors import HirfaError
from service.cli.classify import check_language
from service.cli.speech import spoken

if TYPE_CHECKING:
    import pandas as pd

    from mappings.statistics import Method, SavedPlan
    from service.cli.estimate_records import Counted, Wanted

estimate = typer.Typer(
    help="Totals with intervals: rows to verify, and what they say.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Source = Annotated[Path, typer.Argument(metavar="INPUT", help="CSV, Excel or Parquet.")]
_By = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        help="family, code, destination, region, month, year or any column; repeatable; family by default.",
    ),
]
_Value = Annotated[str | None, typer.Option("--value", help="Column of the values.")]
_Text = Annotated[str | None, typer.Option("--text", help="Column of the descriptions.")]
_Code = Annotated[
    str | None, typer.Option("--code", help="Column of declared codes, to correct these instead of scores.")
]
_Date = Annotated[str | None, typer.Option("--date", help="Column of the dates.")]
_Destination = Annotated[str | None, typer.Option("--destination", help="Column.")]
_Region = Annotated[str | None, typer.Option("--region", help="Column.")]
_Edition = Annotated[
    str | None, typer.Option("--edition-column", help="Column of each code's edition; else the year decides.")
]
_Origin = Annotated[str | None, typer.Option("--from", help="Edition of all codes.")]
_Level = Annotated[float, typer.Option("--level", help="Of the intervals.")]
_Lang = Annotated[str | None, typer.Option("--lang", help="fr, en, es or ar; the locale's by default.")]
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@estimate.command("plan")
def plan(
    source: _Source,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Sheet to write: .csv or .xlsx; the plan goes beside it.")
    ],
    by: _By = None,
    margin: Annotated[
        float | None,
        typer.Option("--margin", help="Half width of the widest interval, as a share of the whole."),
    ] = None,
    rows: Annotated[int | None, typer.Option("--rows", help="Rows to verify, instead of --margin.")] = None,
    value: _Value = None,
    text: _Text = None,
    code: _Code = None,
    date: _Date = None,
    destination: _Destination = None,
    region: _Region = None,
    edition_column: _Edition = None,
    origin: _Origin = None,
    since: Annotated[
        str | None, typer.Option("--since", help="First month to draw from, such as 2022-01.")
    ] = None,
    through: Annotated[str | None, typer.Option("--through", help="Last month to draw from.")] = None,
    show: Annotated[
        list[str] | None, typer.Option("--show", help="Another column for the verifier to see; repeatable.")
    ] = None,
    level: _Level = 0.95,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Same seed, same rows.")] = 0,
    lang: _Lang = None,
    as_json: _Json = False,
) -> None:
    """Choose the rows to verify, and write them as a sheet with a column to fill in."""
    from mappings.statistics import plan_sample, write_plan
    from service.cli.estimate_files import plan_beside, write_sheet
    from service.cli.estimate_records import Wanted, covered_periods, read_records

    check_language(lang)
    if (margin is None) == (rows is None):
        raise HirfaError("nothing says how much to verify; give --margin or --rows, not both.")
    columns = _named(value, text, code, date, destination, region, edition_column)
    wanted = Wanted(source, columns, tuple(by or ["family"]), origin, covered_periods(since, through))
    counted = read_records(wanted)
    population = counted.population
    made = plan_sample(
        population.frame,
        value="value",
        predicted=wanted.category,
        confidence=cast("str", population.confidence_of(wanted.category)),
        margin=margin,
        size=rows,
        level=level,
        by=[name for name in wanted.by if name != wanted.category] or None,
        seed=seed,
    )
    shown = [*([counted.text] if counted.text else []), *(show or [])]
    write_sheet(made.sheet(counted.raw, shown), output)
    write_plan(made, population.frame["value"], plan_beside(output), covered=wanted.covered)
    account = {
        "records": len(population.frame),
        "to_verify": made.size,
        "margin": made.margin,
        "level": level,
        "left_out": counted.left_out,
        "sheet": str(output),
        "plan": str(plan_beside(output)),
    }
    _print(account, lambda: _say_plan(account), as_json=as_json)


@estimate.command("totals")
def totals(
    source: _Source,
    sheet: Annotated[Path | None, typer.Option("--sheet", help="The sheet, filled in.")] = None,
    plan_file: Annotated[
        Path | None, typer.Option("--plan", help="The plan; the one beside the sheet by default.")
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option("--decisions", help="JSON lines of `hirfa decisions export`: answers by their text."),
    ] = None,
    convenience: Annotated[
        bool,
        typer.Option(
            "--convenience", help="Use decisions on rows that were not drawn, too; read the warning."
        ),
    ] = False,
    by: _By = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="CSV to write.")] = None,
    method: Annotated[
        str,
        typer.Option("--method", help="ppi++, difference, greg, post-stratified, verified-only or naive."),
    ] = "ppi++",
    value: _Value = None,
    text: _Text = None,
    code: _Code = None,
    date: _Date = None,
    destination: _Destination = None,
    region: _Region = None,
    edition_column: _Edition = None,
    origin: _Origin = None,
    level: _Level = 0.95,
    lang: _Lang = None,
    as_json: _Json = False,
) -> None:
    """Total the records with intervals, corrected by the verified rows."""
    from mappings.statistics import read_plan
    from service.cli.estimate_files import plan_beside
    from service.cli.estimate_records import Wanted, read_records

    check_language(lang)
    if sheet is None and (decisions is None or not convenience):
        raise HirfaError(
            "no row was drawn by a plan; give --sheet, or --decisions with --convenience for a first idea that is not to be published."
        )
    planned = read_plan(plan_file or plan_beside(sheet)) if sheet else None
    columns = _named(value, text, code, date, destination, region, edition_column)
    covered = planned.covered if planned else None
    wanted = Wanted(source, columns, tuple(by or ["family"]), origin, covered)
    counted = read_records(wanted)
    found = _verified(counted, planned, sheet, decisions, wanted, convenience=convenience)
    table = _estimated(counted, wanted, found, cast("Method", method), level)
    if output:
        from mappings.barometer.export import safe

        safe(table).to_csv(output, index=False, lineterminator="\n")
    account = found.account | {"level": level, "left_out": counted.left_out}
    account["rows"] = table.astype(object).where(table.notna(), None).to_dict("records")
    _print(account, lambda: _say_totals(account, table, wanted), as_json=as_json)


@dataclass(frozen=True, slots=True)
class _Found:
    """The verified rows, and how they came to be."""

    rows: pd.DataFrame
    account: dict[str, Any]


def _named(*names: str | None) -> dict[str, str | None]:
    keys = ("value", "text", "code", "date", "destination", "region", "edition_column")
    # Mixed currencies are refused, not added up.
    return dict(zip(keys, names, strict=True)) | {"currency": None}


def _verified(
    counted: Counted,
    planned: SavedPlan | None,
    sheet: Path | None,
    decisions: Path | None,
    wanted: Wanted,
    *,
    convenience: bool,
) -> _Found:
    """The verified rows: those of the sheet, with what decisions add to it."""
    from mappings.statistics import convenience_sample, with_known
    from service.cli.estimate_files import answered, read_decisions

    frame = counted.population.frame
    decided = read_decisions(decisions, counted) if decisions else None
    account: dict[str, Any] = dict(decided.account) if decided else {}
    if planned is None or sheet is None:
        assert decided is not None
        rows = convenience_sample(decided.codes, frame[wanted.category].astype(str))
        return _Found(rows, account | {"verified": len(rows), "sample": "convenience"})
    planned.check(frame["value"])
    rows = answered(sheet, planned, decided.codes if decided else None)
    drawn = planned.plan.size
    account |= {"drawn": drawn, "verified": len(rows), "sample": "drawn"}
    if decided is not None:
        others = decided.codes.drop(index=rows.index, errors="ignore")
        account["not_drawn"] = len(others)
        if convenience:
            rows = with_known(rows, decided.codes)
            account["sample"] = "drawn, and known"
    return _Found(rows, account)


def _estimated(counted: Counted, wanted: Wanted, found: _Found, method: Method, level: float) -> pd.DataFrame:
    from mappings.barometer.population import category_of
    from mappings.statistics import estimate as estimated

    population, category = counted.population, wanted.category
    truth = category_of(found.rows["verified_code"].astype(str), category)
    if category == "code" and not truth[truth != ""].str.fullmatch(r"\d{6}").all():
        raise HirfaError("the rows were verified by family; totals by code need codes in verified_code.")
    table = estimated(
        population.frame,
        list(wanted.by),
        "value",
        found.rows.assign(hirfa_truth=truth),
        predicted=category,
        truth="hirfa_truth",
        probabilities="inclusion",
        strata="stratum",
        confidence=population.confidence_of(category),
        shares=population.predicted_shares(category),
        level=level,
        method=method,
    )
    if found.account["sample"] == "convenience":
        table = table.assign(method="convenience sample, " + table["method"])
    if {"month", "year"} & set(wanted.by):
        return table.sort_values(list(wanted.by), kind="stable", ignore_index=True)
    return table.sort_values("total", ascending=False, kind="stable", ignore_index=True)


def _print(account: dict[str, Any], say: Callable[[], None], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(account, ensure_ascii=False, allow_nan=False, default=str) + "\n")
    else:
        say()


def _say_plan(account: dict[str, Any]) -> None:
    from service.cli.estimate_screen import say_plan

    say_plan(account)


def _say_totals(account: dict[str, Any], table: pd.DataFrame, wanted: Wanted) -> None:
    from service.cli.estimate_screen import say_totals

    say_totals(account, table, wanted.by, spoken())
