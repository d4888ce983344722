"""The barometer's tables as SDMX-CSV, each with its data structure definition."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mappings.barometer.sdmx_codes import (
    AGENCY,
    CONCEPTS,
    UNSPECIFIED,
    CodeNames,
    code_names,
    concept_names,
    concept_scheme,
)
from mappings.barometer.sdmx_names import add_names
from mappings.barometer.table import Table
from mappings.errors import HirfaError

if TYPE_CHECKING:
    import pandas as pd
    from pysdmx.model import DataStructureDefinition

_TIME: Final = "time_period"
# Columns that say how sure a figure is, and the figure: they are attributes of its observations.
_OF: Final = {
    "standard_error": ("estimate", "value"),
    "low": ("estimate", "value"),
    "high": ("estimate", "value"),
    "verified_rows": ("estimate",),
    "estimator": ("estimate",),
    "growth_low": ("growth_estimate",),
    "growth_high": ("growth_estimate",),
}
# What a place was understood as is not its status in another table.
_RENAMED: Final = {("to_check", "status"): "read_as", ("to_check", "code"): "detail_code"}
_CODED: Final = (
    "family",
    "code",
    "destination",
    "region",
    "freq",
    "measure",
    "status",
    "read_as",
    "finding",
    "table",
)


def observations(table: Table) -> pd.DataFrame:
    """A table as observations: one row for each figure.

    Returns
    -------
    DataFrame
        FREQ, the keys, MEASURE, TIME_PERIOD; OBS_VALUE; OBS_STATUS ("A", "Q"
        suppressed, "M" missing); and what else the table says as attributes.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"family": ["wood", ""], "value": [1.0, None], "suppressed": [False, True]})
    >>> made = observations(Table("family", frame, ("family",), 1, "2023-01-01/P11M"))
    >>> made[["FAMILY", "MEASURE", "OBS_STATUS"]].values.tolist()
    [['wood', 'VALUE', 'A'], ['_X', 'VALUE', 'Q']]
    """
    import pandas as pd

    frame = _named(table)
    keys = [_new_name(table, key) for key in table.keys]
    beside = {n: m for n in frame if (m := next((m for m in _OF.get(str(n), ()) if m in frame), None))}
    numbers = [str(n) for n in frame if n not in (*keys, *beside) and _is_number(frame[n])]
    texts = [n for n in frame if n not in (*keys, *beside, *numbers, "suppressed")]
    hidden = frame["suppressed"].to_numpy(bool) if "suppressed" in frame else np.zeros(len(frame), bool)
    parts = []
    for measure in numbers:
        part = frame[[*keys, *texts]].assign(measure=measure.upper(), obs_value=plainly(frame[measure]))
        empty = part["obs_value"].isna().to_numpy()
        part["obs_status"] = np.where(empty, np.where(hidden, "Q", "M"), "A")
        for name, figure in beside.items():
            part[name] = frame[name] if figure == measure else None
        parts.append(part)
    made = pd.concat(parts, ignore_index=True)
    if _TIME not in made:
        made[_TIME] = table.period
    made["freq"] = _frequency(table)
    order = ["freq", *(k for k in keys if k != _TIME), "measure", _TIME, "obs_value", "obs_status"]
    rest = [n for n in made.columns if n not in order]
    return made[[*order, *rest]].rename(columns=str.upper)


def plainly(figures: pd.Series) -> pd.Series:
    """Figures to fifteen digits: the sixteenth of a sum is chance.

    Examples
    --------
    >>> import pandas as pd
    >>> plainly(pd.Series([71280325.28000002])).tolist()
    [71280325.28]
    """
    return figures.astype(float).map(lambda v: float(f"{v:.15g}"))


def structures(tables: Mapping[str, Table]) -> tuple[list[Any], dict[str, CodeNames]]:
    """Concepts, code lists and data structure definitions of all tables, and the names in four languages.

    Raises
    ------
    HirfaError
        When pysdmx is not installed; names the extra.
    """
    _model()
    long = {name: observations(table) for name, table in tables.items()}
    used: dict[str, set[str]] = {}
    for data in long.values():
        for name in map(str, data):
            if name.lower() in _CODED:
                lower = name == "MEASURE"
                used.setdefault(name.lower(), set()).update(
                    str(v).lower() if lower else str(v) for v in data[name]
                )
    lists = code_names(used)
    scheme = concept_scheme(concept_names(str(n).lower() for data in long.values() for n in data))
    made: list[Any] = [scheme, *(c.codelist() for c in lists.values())]
    made += [_structure(tables[name], data, lists) for name, data in long.items()]
    return made, lists


def write_sdmx_tables(tables: Mapping[str, Table], folder: Path) -> list[Path]:
    """Write each table as SDMX-CSV 2.0 and all their structures as one SDMX-ML 3.0 message.

    Returns
    -------
    list of Path
        NAME.csv and structures.xml.

    Notes
    -----
    Shares and growth are fractions, values full units.
    """
    from pysdmx.io import write_sdmx
    from pysdmx.io.format import Format
    from pysdmx.io.pd import PandasDataset

    made, lists = structures(tables)
    by_id = {item.id: item for item in made}
    written = []
    for name, table in tables.items():
        path = folder / f"{name}.csv"
        schema = by_id[_identifier(table)].to_schema()
        data = PandasDataset(structure=schema, data=observations(table))
        write_sdmx(data, sdmx_format=Format.DATA_SDMX_CSV_2_0_0, output_path=str(path))
        written.append(path)
    path = folder / "structures.xml"
    write_sdmx(made, sdmx_format=Format.STRUCTURE_SDMX_ML_3_0, output_path=str(path))
    columns = (str(n).lower() for table in tables.values() for n in observations(table))
    add_names(path, lists, concept_names(columns))
    return [*written, path]


def _structure(table: Table, data: pd.DataFrame, lists: Mapping[str, CodeNames]) -> DataStructureDefinition:
    model = _model()
    dimensions = list(data.columns[: list(data.columns).index("OBS_VALUE")])
    parts = [_component(model, data[str(n)], str(n), dimensions, lists) for n in data.columns]
    made: DataStructureDefinition = model.DataStructureDefinition(
        id=_identifier(table),
        name=f"Barometer of craft exports: {table.name.replace('_', ' ')}",
        agency=AGENCY,
        version="1.0",
        components=model.Components(parts),
    )
    return made


def _component(
    model: Any, column: pd.Series, name: str, dimensions: list[str], lists: Mapping[str, CodeNames]
) -> Any:
    role = model.Role.DIMENSION if name in dimensions else model.Role.ATTRIBUTE
    role = model.Role.MEASURE if name == "OBS_VALUE" else role
    number = name == "OBS_VALUE" or _is_number(column)
    kind = model.DataType.PERIOD if name == _TIME.upper() else model.DataType.STRING
    coded = lists.get(name.lower())
    return model.Component(
        id=name,
        required=role == model.Role.DIMENSION or name == "OBS_STATUS",
        role=role,
        concept=model.ItemReference(
            sdmx_type="Concept", agency=AGENCY, id=CONCEPTS, version="1.0", item_id=name
        ),
        local_dtype=model.DataType.DOUBLE if number else kind,
        local_codes=coded.codelist() if coded else None,
        attachment_level="O" if role == model.Role.ATTRIBUTE else None,
    )


def _identifier(table: Table) -> str:
    return f"DSD_{table.name.upper()}"


def _named(table: Table) -> pd.DataFrame:
    """The table with the names and codes of SDMX; "_X" is what is not specified."""
    frame = table.frame.rename(columns={n: _new_name(table, n) for n in map(str, table.frame.columns)})
    for name in frame.columns:
        if frame[name].dtype == bool:
            frame[name] = (
                frame[name] if name == "suppressed" else frame[name].map({True: "true", False: "false"})
            )
        elif not _is_number(frame[name]):
            frame[name] = frame[name].astype(str).replace("", UNSPECIFIED)
        elif name in (_new_name(table, key) for key in table.keys):
            frame[name] = frame[name].astype(str)
    return frame


def _new_name(table: Table, column: str) -> str:
    kind = "to_check" if table.name.endswith("_to_check") else table.name
    return _RENAMED.get((kind, column), column)


def _frequency(table: Table) -> str:
    if table.keys != (_TIME,):
        return "_Z"
    return "M" if table.name == "monthly" else "A"


def _is_number(column: pd.Series) -> bool:
    import pandas as pd

    return bool(pd.api.types.is_numeric_dtype(column.dtype)) and column.dtype != bool


def _model() -> Any:
    try:
        import pysdmx.model
    except ImportError as error:
        raise HirfaError('SDMX needs pysdmx; install it with: pip install "hirfa[scale]".') from error
    return pysdmx.model
