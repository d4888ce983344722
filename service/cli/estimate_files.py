"""The files of ``hirfa estimate``: sheets out and back, plans beside them, decisions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mappings.errors import HirfaError

if TYPE_CHECKING:
    import pandas as pd

    from mappings.statistics import SavedPlan
    from service.cli.estimate_records import Counted


@dataclass(frozen=True, slots=True)
class DecidedRows:
    """The rows whose text was decided on.

    Parameters
    ----------
    codes : Series
        Under the row numbers.
    account : dict
        How many decisions there were, and why some say nothing.
    """

    codes: pd.Series
    account: dict[str, Any]


def plan_beside(sheet: Path) -> Path:
    """Where the plan of a sheet is; a sheet saved as another kind of file has the same plan.

    Examples
    --------
    >>> plan_beside(Path("verify/sheet.xlsx")).as_posix()
    'verify/sheet.plan.json'
    """
    return sheet.with_name(f"{sheet.stem}.plan.json")


def write_sheet(sheet: pd.DataFrame, path: Path) -> None:
    """Write a sheet as CSV, which Excel opens with its Arabic intact, or as a workbook.

    Raises
    ------
    HirfaError
        When the name ends otherwise, or the file cannot be written.
    """
    from mappings.barometer.export import safe

    kind = path.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise HirfaError("{name}: unknown kind; end the name with .csv or .xlsx.", name=path.name)
    try:
        if kind == ".csv":
            safe(sheet).to_csv(path, index=False, lineterminator="\n", encoding="utf-8-sig")
        else:
            safe(sheet).to_excel(path, index=False)
    except OSError as error:
        raise HirfaError(
            "{output}: {why}; choose a file that can be written.", output=path, why=error.strerror
        ) from error


def answered(sheet: Path, planned: SavedPlan, decided: pd.Series | None = None) -> pd.DataFrame:
    """The verified rows of a sheet that came back; decisions answer what it leaves open.

    Raises
    ------
    HirfaError
        When the sheet cannot be read or holds what cannot be.
    """
    from classifier.reclassify_file import read_frame
    from mappings.families import families
    from mappings.nomenclature import load_nomenclature
    from mappings.statistics import answer_sheet, read_sheet

    if not sheet.is_file():
        raise HirfaError("{sheet}: no such file; give the sheet that was filled in.", sheet=sheet)
    table = read_frame(sheet)
    if decided is not None:
        table = answer_sheet(table, planned.plan, decided)
    known = {*load_nomenclature().subheadings, *(family.key for family in families())}
    return read_sheet(table, planned.plan, known=known)


def read_decisions(path: Path, counted: Counted) -> DecidedRows:
    """The decisions of an export, for the rows that have their texts.

    Raises
    ------
    HirfaError
        When the file cannot be read, the table has no texts, or none was decided on.
    """
    from mappings.statistics import read_decided

    if counted.text is None:
        raise HirfaError(
            "decisions are found by their text; name the column of the descriptions with --text."
        )
    try:
        with path.open(encoding="utf-8") as lines:
            decided = read_decided(lines)
    except OSError as error:
        raise HirfaError(
            "{path}: {why}; write the file with `hirfa decisions export FILE.jsonl`.",
            path=path,
            why=error.strerror,
        ) from error
    codes = decided.rows(counted.raw[counted.text].reindex(counted.population.frame.index))
    if codes.empty:
        raise HirfaError(
            "{path}: none of its {count} texts is in the table; give the decisions on these records.",
            path=path,
            count=len(decided.codes),
        )
    return DecidedRows(
        codes, {"decided_texts": len(decided.codes), "decisions_left_out": dict(decided.left_out)}
    )
