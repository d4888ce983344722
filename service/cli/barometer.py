"""``hirfa barometer`` and ``hirfa sample``."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from mappings.errors import HirfaError
from mappings.nomenclature import LANGUAGES, Language
from service.cli.classify import check_language
from service.cli.columns import likely_columns
from service.cli.speech import spoken, tell

if TYPE_CHECKING:
    from mappings.barometer import Barometer

_NEEDED: Final = ("date", "value", "code")


def barometer(
    source: Annotated[
        Path, typer.Argument(metavar="INPUT", help="CSV, Excel or Parquet; or a folder of Parquet.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to write.")],
    date: Annotated[str | None, typer.Option("--date", help="Column of the dates.")] = None,
    value: Annotated[str | None, typer.Option("--value", help="Column of the values.")] = None,
    code: Annotated[str | None, typer.Option("--code", help="Column of the codes.")] = None,
    text: Annotated[str | None, typer.Option("--text", help="Column of the descriptions.")] = None,
    edition_column: Annotated[
        str | None,
        typer.Option("--edition-column", help="Column of each record's edition; else the year decides."),
    ] = None,
    origin: Annotated[str | None, typer.Option("--from", help="Edition of all codes.")] = None,
    destination: Annotated[str | None, typer.Option("--destination", help="Column.")] = None,
    region: Annotated[str | None, typer.Option("--region", help="Column.")] = None,
    declaration: Annotated[str | None, typer.Option("--declaration", help="Column.")] = None,
    currency: Annotated[str | None, typer.Option("--currency", help="Column.")] = None,
    quantity: Annotated[str | None, typer.Option("--quantity", help="Column.")] = None,
    exporter: Annotated[
        str | None, typer.Option("--exporter", help="Column; small cells are then suppressed.")
    ] = None,
    fewest: Annotated[int, typer.Option("--fewest", min=1, help="Exporters a cell must have.")] = 3,
    dominance: Annotated[
        float, typer.Option("--dominance", help="Share of one exporter that suppresses a cell.")
    ] = 0.85,
    secondary: Annotated[
        str, typer.Option("--secondary", help="Cells that give a hidden one away: suppress or warn.")
    ] = "suppress",
    through: Annotated[str | None, typer.Option("--through", help="Last month, such as 2023-11.")] = None,
    deflators: Annotated[
        Path | None, typer.Option("--deflators", help="CSV of period,index: constant dirhams.")
    ] = None,
    rates: Annotated[
        Path | None, typer.Option("--rates", help="CSV of currency,rate and perhaps period.")
    ] = None,
    drop_repeated: Annotated[
        bool, typer.Option("--drop-repeated", help="Leave repeated declarations out.")
    ] = False,
    sheet: Annotated[
        Path | None, typer.Option("--sheet", help="Sheet of `hirfa estimate plan`, filled in: intervals.")
    ] = None,
    plan: Annotated[
        Path | None, typer.Option("--plan", help="Its plan; the one beside the sheet by default.")
    ] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", help="Of the report; all four when not given.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the account as one JSON object.")] = False,
) -> None:
    """Report on export records: totals, growth, families, markets, what is traceable and what is hidden."""
    from classifier.scorer import SubheadingScorer
    from mappings.barometer import Barometer, Confidentiality
    from mappings.barometer.current import CODE, RECORD, SHARE, Mover
    from mappings.barometer.export import write_barometer
    from service.cli.record_pieces import RecordPieces

    language = check_language(lang)
    records = RecordPieces(source)
    head = records.head()
    given = {
        "date": date,
        "value": value,
        "code": code,
        "text": text,
        "destination": destination,
        "region": region,
        "declaration": declaration,
        "currency": currency,
        "quantity": quantity,
        "edition_column": edition_column,
    }
    columns = likely_columns(head, given, _NEEDED)
    if exporter and exporter not in head.columns:
        raise HirfaError(
            "no column {name!r}; the table has: {columns}.", name=exporter, columns=list(head.columns)
        )
    mover = Mover(columns, origin, SubheadingScorer)
    wanted = dict.fromkeys([*columns.values(), *([exporter] if exporter else [])])
    rule = Confidentiality(exporter, fewest, dominance, secondary) if exporter else None  # type: ignore[arg-type]
    made = Barometer(
        map(mover.move, records.pieces(list(wanted))),
        date=columns["date"],
        value=columns["value"],
        text=columns.get("text"),
        destination=columns.get("destination"),
        region=columns.get("region"),
        declaration=columns.get("declaration"),
        currency=columns.get("currency"),
        quantity=columns.get("quantity"),
        code=CODE,
        share=SHARE,
        record=RECORD,
        deflators=_pairs(deflators, "period", "index") if deflators else None,
        rates=_rates(rates) if rates else None,
        confidentiality=rule,
        through=through or records.last_month(columns),
        drop_repeated=drop_repeated,
    )
    if sheet:
        import pandas as pd

        from service.cli.barometer_sample import with_sheet

        held = [columns[name] for name in ("date", "value", "text") if name in columns]
        raw = pd.concat(records.pieces(list(dict.fromkeys(held))), ignore_index=True)
        made = with_sheet(made, raw, columns, sheet, plan)
    languages: tuple[Language, ...] = (language,) if language else LANGUAGES
    written = write_barometer(made, output, languages, synthetic="synthetic" in head.columns)
    account = _account(made, written, mover.account)
    _print(account, as_json=as_json)


def sample(
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write: .csv or .parquet.")],
    rows: Annotated[int, typer.Option("--rows", help="Records, 5,000 or more.")] = 20_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Same seed, same records.")] = 0,
) -> None:
    """Write synthetic export records, labelled as such, that add up to the published figures."""
    from mappings.barometer import sample as made_up

    kind = output.suffix.lower()
    if kind not in (".csv", ".parquet"):
        raise HirfaError("{name}: unknown kind; end the name with .csv or .parquet.", name=output.name)
    frame = made_up(rows, seed)
    if kind == ".csv":
        frame.to_csv(output, index=False, lineterminator="\n")
    else:
        frame.to_parquet(output, index=False)
    said = tell("{count:,} synthetic records (no real declaration) → {path}", count=len(frame), path=output)
    sys.stderr.write(said + "\n")


def _pairs(path: Path, key: str, value: str) -> dict[str, float]:
    import pandas as pd

    if not path.is_file():
        raise HirfaError(
            "{path}: no such file; give a CSV with the columns {key} and {value}.",
            path=path,
            key=key,
            value=value,
        )
    table = pd.read_csv(path, dtype={key: str})
    missing = [n for n in (key, value) if n not in table.columns]
    if missing:
        raise HirfaError(
            "{path}: no column {column!r}; give a CSV with the columns {key} and {value}.",
            path=path,
            column=missing[0],
            key=key,
            value=value,
        )
    return dict(zip(table[key].str.strip(), table[value].astype(float), strict=True))


def _rates(path: Path) -> dict[str, float]:
    import pandas as pd

    plain = _pairs(path, "currency", "rate")
    table = pd.read_csv(path, dtype=str)
    if "period" not in table.columns:
        return plain
    names = (table["currency"] + " " + table["period"].fillna("")).str.strip()
    return dict(zip(names, table["rate"].astype(float), strict=True))


def _account(made: Barometer, written: list[Path], moved: dict[str, Any]) -> dict[str, Any]:
    return {
        "window": made.window.label,
        **{k: None if math.isnan(v) else v for k, v in made.headline.items()},
        "currency": made.currency,
        "moved": moved,
        "findings": made.findings.to_dict("records"),
        "files": [str(path) for path in written],
    }


def _print(account: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(account, ensure_ascii=False) + "\n")
        return
    from rich.console import Console
    from rich.text import Text

    from mappings.barometer.words import method

    console = Console(stderr=True, highlight=False)
    said = tell(
        "{window}: {value:,.1f} million {currency}, {records:,} records"
        if account["growth"] is None
        else "{window}: {value:,.1f} million {currency}, {growth:+.1%} on the same months, {records:,} records",
        **account | {"value": account["value"] / 1e6},
    )
    console.print(said, markup=False)
    for key, count in account["moved"].items():
        console.print(f"{tell(key.replace('_', ' '))}: {count:,}")
    for finding in account["findings"]:
        what = method(finding["finding"], spoken())
        console.print(Text(what, style="yellow"), f"{finding['records']:,}", finding["example"], markup=False)
    pages = [name for name in account["files"] if name.endswith(".html")]
    said = tell(
        "{count} files → {folder} ({names})",
        count=len(account["files"]),
        folder=Path(pages[0]).parent,
        names=[Path(page).name for page in pages],
    )
    console.print(said, markup=False)
