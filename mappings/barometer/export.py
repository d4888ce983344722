"""Everything the barometer publishes, into one folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mappings.barometer.errors import BarometerError
from mappings.barometer.figures import write_figures
from mappings.barometer.report import render_barometer
from mappings.barometer.sdmx_tables import write_sdmx_tables
from mappings.nomenclature import LANGUAGES, Language

if TYPE_CHECKING:
    import pandas as pd

    from mappings.barometer.tables import Barometer

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write_barometer(
    barometer: Barometer, folder: Path, languages: Sequence[Language] = LANGUAGES, *, synthetic: bool = False
) -> list[Path]:
    """Write the report, every table and the figures.

    Parameters
    ----------
    barometer : Barometer
    folder : Path
        Made when it does not exist; files of an earlier run are overwritten.
    languages : sequence of {"fr", "en", "es", "ar"}
        One page each; figures are in the first.
    synthetic : bool
        Whether the pages say that no declaration is real.

    Returns
    -------
    list of Path
        barometer.LANGUAGE.html; tables/NAME.csv; sdmx/NAME.csv and
        sdmx/structures.xml; figures/NAME.png and .svg.

    Raises
    ------
    HirfaError
        When a library is not installed, which names the extra, or the folder
        is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise BarometerError(
            "{folder} is a file; a barometer is written into a folder, choose one with -o.", folder=folder
        )
    for name in ("tables", "sdmx", "figures"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    written = []
    for language in languages:
        page = folder / f"barometer.{language}.html"
        page.write_text(render_barometer(barometer, language, synthetic=synthetic), "utf-8")
        written.append(page)
    tables = {name: t for name, t in barometer.tables().items() if len(t.frame)}
    for name, table in tables.items():
        plain = folder / "tables" / f"{name}.csv"
        safe(table.frame).to_csv(plain, index=False, lineterminator="\n", float_format="%.15g")
        written.append(plain)
    written += write_sdmx_tables(tables, folder / "sdmx")
    return [*written, *write_figures(barometer, folder / "figures", languages[0])]


def safe(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with texts that a spreadsheet would run as a formula made plain.

    Examples
    --------
    >>> import pandas as pd
    >>> safe(pd.DataFrame({"given": ["=1+1", "Mali"]}))["given"].tolist()
    ["'=1+1", 'Mali']
    """
    import pandas as pd

    made = frame.copy()
    for name in made.columns:
        if not pd.api.types.is_numeric_dtype(made[name].dtype):
            made[name] = [f"'{v}" if isinstance(v, str) and v.startswith(_FORMULA) else v for v in made[name]]
    return made
