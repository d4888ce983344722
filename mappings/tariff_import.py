"""Importing a complete official schedule into the user's folder, beside the shipped lines."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from mappings.codes import HSCode
from mappings.errors import CodeError, TableError
from mappings.nomenclature import EDITIONS, LANGUAGES, Language, load_nomenclature
from mappings.tariff import Tariff, TariffLine, moroccan_tariff
from mappings.user_data import data_folder
from mappings.words import Sentence

COLUMNS: Final = ("code", "label", "duty", "parafiscal", "vat", "unit")
_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "code": (
        "code",
        "position",
        "nomenclature",
        "ngp",
        "cn8",
        "cn_code",
        "cn code",
        "hs_code",
        "goods code",
        "codification",
    ),
    "label": (
        "label",
        "designation",
        "designation_fr",
        "libelle",
        "libellé",
        "désignation",
        "description",
        "description_fr",
        "description_en",
        "self-explanatory text",
        "title_es",
        "text",
    ),
    "duty": ("duty", "di", "droit d'importation", "import duty", "customs duty", "arancel"),
    "parafiscal": ("parafiscal", "tpi"),
    "vat": ("vat", "tva", "iva"),
    "unit": ("unit", "unite", "unité", "supplementary unit", "uqn"),
}
_RATE: Final = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*%?\s*$")


@dataclass(frozen=True, slots=True)
class Import:
    """What came of an import.

    Parameters
    ----------
    path : Path
        Where the schedule is kept now.
    lines : int
        Lines kept.
    refused : tuple of Sentence
        One sentence for each row that was not.
    """

    path: Path
    lines: int
    refused: tuple[Sentence, ...]


def import_tariff(
    rows: Iterable[Mapping[str, str]],
    *,
    country: str,
    date: str,
    language: Language = "fr",
    columns: Mapping[str, str] | None = None,
) -> Import:
    """Keep a national schedule in the user's folder.

    Parameters
    ----------
    rows : iterable of mapping
        Rows of a table with a header.
    country : str
        Two letters: "MA", "EU"…
    date : str
        Date of the facts, as year-month-day.
    language : {"fr", "en", "es", "ar"}
        Of the labels.
    columns : mapping of str to str, optional
        Which column holds what: any of `COLUMNS` to a column name. Usual
        names are found without it.

    Returns
    -------
    Import

    Raises
    ------
    TableError
        When there is no column of codes, no row, or the country is not two letters.
    """
    if not re.fullmatch(r"[A-Za-z]{2}", country):
        raise TableError("{country!r} is not a country of two letters, such as MA or EU.", country=country)
    table = list(rows)
    if not table:
        raise TableError("the schedule has no row; check the file.")
    named = _columns(list(table[0]), columns or {})
    kept: dict[str, list[str]] = {}
    refused = []
    for number, row in enumerate(table, 2):
        problem = _keep(row, named, kept)
        if problem:
            refused.append(Sentence("row {row}: {problem}", row=number, problem=problem))
    folder = data_folder("tariffs", country.upper())
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lines.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(kept[code] for code in sorted(kept))
    facts = {"country": country.upper(), "date": date, "language": language}
    (folder / "facts.json").write_text(json.dumps(facts), "utf-8")
    return Import(folder / "lines.csv", len(kept), tuple(refused))


def load_tariff(country: str = "MA", *, imported: bool = True) -> Tariff:
    """The schedule of a country: the user's own where there is one, else the shipped one.

    Parameters
    ----------
    country : str
    imported : bool
        Whether to look at the user's folder.

    Returns
    -------
    Tariff
        For Morocco, the shipped craft flags and qualifiers are kept on the
        lines that the user's schedule has as well.

    Raises
    ------
    TableError
        When there is none; says how to import one.
    """
    folder = data_folder("tariffs", country.upper())
    if imported and (folder / "lines.csv").is_file():
        return _read(folder)
    if country.upper() == "MA":
        return moroccan_tariff()
    raise TableError(
        "no tariff of {country!r}; load one with: hirfa tariff import FILE --country {country}.",
        country=country,
    )


def _read(folder: Path) -> Tariff:
    facts = json.loads((folder / "facts.json").read_text("utf-8"))
    language = cast("Language", facts["language"] if facts["language"] in LANGUAGES else "fr")
    shipped: Mapping[str, TariffLine] = moroccan_tariff() if facts["country"] == "MA" else {}
    with (folder / "lines.csv").open(encoding="utf-8", newline="") as handle:
        lines = {row["code"]: _line(row, language, shipped) for row in csv.DictReader(handle)}
    return Tariff(facts["country"], facts["date"], lines)


def _line(row: Mapping[str, str], language: Language, shipped: Mapping[str, TariffLine]) -> TariffLine:
    ours = shipped.get(row["code"])
    return TariffLine(
        row["code"],
        rate(row["duty"]),
        rate(row["parafiscal"]),
        rate(row["vat"]),
        ours.qualifier if ours else None,
        ours.craft if ours else "",
        row["unit"],
        {language: row["label"]} if row["label"] else {},
    )


def _columns(header: list[str], given: Mapping[str, str]) -> dict[str, str]:
    by_name = {name.strip().casefold(): name for name in header}
    found = {}
    for field in COLUMNS:
        if field in given:
            if given[field] not in header:
                raise TableError(
                    "no column {name!r}; the schedule has: {columns}.", name=given[field], columns=header
                )
            found[field] = given[field]
        else:
            usual = [by_name[name] for name in _NAMES[field] if name in by_name]
            found.update(zip([field], usual, strict=False))
    if "code" not in found:
        raise TableError(
            "no column of codes; name it with --column code=NAME; the schedule has: {columns}.",
            columns=header,
        )
    return found


def _keep(row: Mapping[str, str], named: Mapping[str, str], kept: dict[str, list[str]]) -> Sentence | None:
    """Add a row to those kept; a sentence when it is refused."""
    cells = {field: str(row.get(column) or "").strip() for field, column in named.items()}
    try:
        code = HSCode.parse(cells["code"]).digits
    except CodeError as error:
        return error.sentence
    if len(code) < 8:
        return None  # headings and subheadings of the schedule are no lines
    if not any(code[:6] in load_nomenclature(edition) for edition in EDITIONS):
        return Sentence(
            "{code!r}: its subheading {subheading} is in no edition.", code=code, subheading=code[:6]
        )
    if code in kept:
        return Sentence("{code!r} stands twice; the first row was kept.", code=code)
    kept[code] = [code, *(cells.get(field, "") for field in COLUMNS[1:])]
    return None


def rate(text: str) -> float | None:
    """A rate in per cent, or None where the text states no plain rate.

    Examples
    --------
    >>> rate("2,5 %"), rate("30"), rate("4.7 % + 1.2 EUR/kg")
    (2.5, 30.0, None)
    """
    found = _RATE.match(text or "")
    return float(found[1].replace(",", ".")) if found else None
