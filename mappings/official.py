"""Official descriptions, fetched on demand into the user's folder."""

from __future__ import annotations

import csv
import io
import json
import urllib.parse
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final

from mappings.download import DownloadError, Receipt, fetch, read_checked
from mappings.errors import CodeError
from mappings.nearest import nearest_codes
from mappings.nomenclature import EDITIONS, Edition
from mappings.user_data import data_folder

COMTRADE: Final = "https://comtradeapi.un.org/files/v1/app/reference"
EU_SPARQL: Final = "https://publications.europa.eu/webapi/rdf/sparql"
EU_LANGUAGES: Final = (
    "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv".split()  # noqa: SIM905
)
_QUERY: Final = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?code ?text WHERE {{
  ?concept skos:inScheme <http://data.europa.eu/xsp/cn{year}/cn{year}> ; skos:notation ?code ; skos:altLabel ?text .
  FILTER (lang(?text) = "{language}")
}} ORDER BY ?code"""
Progress = Callable[[int, int | None], None]


def _silent(_done: int, _all: int | None) -> None:
    return None


def pull_edition(edition: Edition, *, base: str = COMTRADE, progress: Progress = _silent) -> Receipt:
    """Fetch the English descriptions of an edition from UN Comtrade's reference files.

    Parameters
    ----------
    edition : str
        One of `EDITIONS`.
    base : str
        Address of the folder of the files.
    progress : callable

    Returns
    -------
    Receipt

    Raises
    ------
    CodeError
        When the edition is unknown.
    DownloadError
        When the file cannot be fetched or is not what is expected.
    """
    if edition not in EDITIONS:
        raise CodeError(edition, "unknown edition; choose one of {known}.", known=EDITIONS)
    path = edition_path(edition)
    receipt = fetch(f"{base}/H{EDITIONS.index(edition)}.json", path, progress)
    _comtrade(path)
    _read.cache_clear()
    return receipt


def pull_combined_nomenclature(
    year: int, language: str, *, endpoint: str = EU_SPARQL, progress: Progress = _silent
) -> Receipt:
    """Fetch the descriptions of the EU's Combined Nomenclature of a year, in any of its languages.

    Parameters
    ----------
    year : int
        2017 or later.
    language : str
        One of the 24 official languages of the EU.
    endpoint : str
        The SPARQL service of the EU's Publications Office.
    progress : callable

    Returns
    -------
    Receipt

    Raises
    ------
    DownloadError
        When the language is none of the EU's, or the file cannot be fetched
        or is empty.
    """
    if language not in EU_LANGUAGES:
        raise DownloadError(
            "{language!r} is not a language of the EU; choose one of {known}.",
            language=language,
            known=EU_LANGUAGES,
        )
    query = urllib.parse.urlencode(
        {"query": _QUERY.format(year=year, language=language), "format": "text/csv"}
    )
    path = combined_nomenclature_path(year, language)
    receipt = fetch(f"{endpoint}?{query}", path, progress)
    _eu(path)
    _read.cache_clear()
    return receipt


def official_title(
    code: str, *, edition: Edition | None = None, year: int | None = None, language: str = "en"
) -> str:
    """The official description of a code, from what was fetched.

    Parameters
    ----------
    code : str
        Two to six digits of an edition, or up to eight of a Combined Nomenclature.
    edition : str, optional
        For the English text of UN Comtrade.
    year, language : optional
        For the EU's text.

    Returns
    -------
    str

    Raises
    ------
    DownloadError
        When it was not fetched yet; says which command does it.
    CodeError
        When the texts have no such code.
    """
    if edition:
        path, kind = edition_path(edition), "comtrade"
    elif year:
        path, kind = combined_nomenclature_path(year, language), "eu"
    else:
        raise CodeError(code, "say which edition, or which year of the Combined Nomenclature.")
    texts = _read(path, kind)
    digits = code.replace(".", "").replace(" ", "")
    if digits not in texts:
        raise CodeError(digits, "not in {name}.", nearest_codes(digits, tuple(texts)), name=path.name)
    return texts[digits]


def edition_path(edition: Edition) -> Path:
    """Where the texts of an edition are kept."""
    return data_folder("nomenclature", f"{edition}.json")


def combined_nomenclature_path(year: int, language: str) -> Path:
    """Where the texts of a Combined Nomenclature are kept."""
    return data_folder("nomenclature", f"CN{year}.{language}.csv")


@lru_cache(maxsize=8)
def _read(path: Path, kind: str) -> dict[str, str]:
    return _comtrade(path) if kind == "comtrade" else _eu(path)


def _comtrade(path: Path) -> dict[str, str]:
    try:
        rows = json.loads(read_checked(path).decode("utf-8-sig"))["results"]
        return {
            row["id"]: row["text"].partition(" - ")[2] or row["text"] for row in rows if row["id"].isdecimal()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DownloadError(
            "{name}: not a UN Comtrade reference file; check the address.", name=path.name
        ) from error


def _eu(path: Path) -> dict[str, str]:
    rows = csv.DictReader(io.StringIO(read_checked(path).decode("utf-8-sig")))
    if rows.fieldnames is None or not {"code", "text"} <= set(rows.fieldnames):
        raise DownloadError("{name}: not a list of codes and texts; check the address.", name=path.name)
    found = {row["code"].replace(" ", ""): row["text"] for row in rows if row["code"]}
    if not found:
        raise DownloadError("{name}: no text came; check the year and the language.", name=path.name)
    return found
