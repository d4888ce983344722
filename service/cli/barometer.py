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

if TYPE_CHECKING:
    import pandas as pd

    from mappings.barometer import Barometer

_LIKELY: Final = {
    "date": ("date", "month", "period", "time_period"),
    "value": ("value_dh", "value", "valeur", "valor"),
    "code": ("hs_code", "code", "hs", "true_code"),
    "text": ("text", "description", "libelle", "designation"),
    "destination": ("destination", "country", "pays", "partner"),
    "region": ("region", "région"),
    "declaration": ("declaration", "déclaration"),
    "currency": ("currency", "devise"),
    "quantity": ("quantity", "quantité", "quantite"),
    "edition_column": ("edition",),
}
_NEEDED: Final = ("date", "value", "code")


def barometer(
    source: Annotated[Path, typer.Argument(metavar="INPUT", help="CSV, Excel or Parquet.")],
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
    lang: Annotated[
        str | None, typer.Option("--lang", help="Of the report; all four when not given.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the account as one JSON object.")] = False,
) -> None:
    """Report on export records: totals, growth, families, markets, what is traceable and what is hidden."""
    from classifier.reclassify_file import read_frame
    from classifier.scorer import SubheadingScorer
    from mappings.barometer import Barometer, Confidentiality
    from mappings.barometer.current import current_codes
    from mappings.barometer.export import write_barometer

    language = check_language(lang)
    if not source.is_file():
        raise HirfaError(f"{source}: no such file; give a CSV, Excel or Parquet file of export records.")
    frame = read_frame(source)
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
    columns = _columns(frame, given)
    moved = current_codes(frame, columns, origin, SubheadingScorer)
    rule = Confidentiality(exporter, fewest, dominance) if exporter else None
    made = Barometer(
        moved.frame,
        date=columns["date"],
        value=columns["value"],
        text=columns.get("text"),
        destination=columns.get("destination"),
        region=columns.get("region"),
        declaration=columns.get("declaration"),
        currency=columns.get("currency"),
        quantity=columns.get("quantity"),
        code=moved.code,
        share=moved.share,
        record=moved.record,
        deflators=_pairs(deflators, "period", "index") if deflators else None,
        rates=_rates(rates) if rates else None,
        confidentiality=rule,
        through=through,
        drop_repeated=drop_repeated,
    )
    languages: tuple[Language, ...] = (language,) if language else LANGUAGES
    written = write_barometer(made, output, languages, synthetic="synthetic" in frame.columns)
    account = _account(made, written, moved.account)
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
        raise HirfaError(f"{output.name}: unknown kind; end the name with .csv or .parquet.")
    frame = made_up(rows, seed)
    if kind == ".csv":
        frame.to_csv(output, index=False, lineterminator="\n")
    else:
        frame.to_parquet(output, index=False)
    sys.stderr.write(f"{len(frame):,} synthetic records (no real declaration) → {output}\n")


def _columns(frame: pd.DataFrame, given: dict[str, str | None]) -> dict[str, str]:
    """The columns named, and the likely ones for the rest."""
    held = {str(name).casefold(): str(name) for name in frame.columns}
    found: dict[str, str] = {}
    for key, name in given.items():
        chosen = name or next((held[n] for n in _LIKELY[key] if n in held), None)
        if chosen and chosen not in frame.columns:
            raise HirfaError(f"no column {chosen!r}; the table has: {', '.join(map(str, frame.columns))}.")
        if chosen:
            found[key] = chosen
        elif key in _NEEDED:
            raise HirfaError(f"name the column of the {key} with --{key}; the table has: {', '.join(held)}.")
    return found


def _pairs(path: Path, key: str, value: str) -> dict[str, float]:
    import pandas as pd

    if not path.is_file():
        raise HirfaError(f"{path}: no such file; give a CSV with the columns {key} and {value}.")
    table = pd.read_csv(path, dtype={key: str})
    missing = [n for n in (key, value) if n not in table.columns]
    if missing:
        raise HirfaError(f"{path}: no column {missing[0]!r}; give a CSV with the columns {key} and {value}.")
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

    console = Console(stderr=True, highlight=False)
    change = "" if account["growth"] is None else f", {account['growth']:+.1%} on the same months"
    console.print(
        f"{account['window']}: {account['value'] / 1e6:,.1f} million {account['currency']}{change}, "
        f"{account['records']:,} records"
    )
    for key, count in account["moved"].items():
        console.print(f"{key}: {count:,}")
    for finding in account["findings"]:
        console.print(f"[yellow]{finding['finding']}[/]: {finding['records']:,} {finding['example']}")
    pages = [name for name in account["files"] if name.endswith(".html")]
    console.print(
        f"{len(account['files'])} files → {Path(pages[0]).parent} ({', '.join(Path(p).name for p in pages)})"
    )
