"""The barometer's tables as SDMX-CSV, each with its data structure definition."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mappings.barometer.table import Table
from mappings.errors import HirfaError

if TYPE_CHECKING:
    import pandas as pd
    from pysdmx.model import DataStructureDefinition

AGENCY: Final = "HIRFA"
_TIME: Final = "time_period"
_WHOLE: Final = frozenset({"records", "months", "destinations", "row"})


def structure(table: Table) -> DataStructureDefinition:
    """The data structure definition of a table: its keys as dimensions, its figures as measures.

    Raises
    ------
    HirfaError
        When pysdmx is not installed; names the extra.

    Examples
    --------
    >>> import pandas as pd
    >>> made = structure(Table("family", pd.DataFrame({"family": ["wood"], "value": [1.0]}), ("family",), 1))
    >>> made.id, [(c.id, c.role.name) for c in made.components]
    ('DSD_FAMILY', [('FAMILY', 'DIMENSION'), ('VALUE', 'MEASURE')])
    """
    model = _model()
    data = _plain(table)
    parts = [_component(model, data[name], name, table.keys) for name in map(str, data.columns)]
    made: DataStructureDefinition = model.DataStructureDefinition(
        id=f"DSD_{table.name.upper()}",
        name=f"Barometer of craft exports: {table.name.replace('_', ' ')}",
        agency=AGENCY,
        version="1.0",
        components=model.Components(parts),
    )
    return made


def concepts(tables: dict[str, Table]) -> Any:
    """The concepts that the structures refer to, as one concept scheme."""
    model = _model()
    names = sorted({"freq", *(str(c) for t in tables.values() for c in t.frame.columns)})
    items = [model.Concept(id=n.upper(), name=n.replace("_", " ")) for n in names]
    return model.ConceptScheme(
        id="CS_BAROMETER", name="Concepts of the barometer", agency=AGENCY, version="1.0", items=items
    )


def write_structures(tables: dict[str, Table], path: Path) -> None:
    """Write the concepts and all structures as one SDMX-ML 3.0 message."""
    from pysdmx.io import write_sdmx
    from pysdmx.io.format import Format

    made = [concepts(tables), *(structure(t) for t in tables.values())]
    write_sdmx(made, sdmx_format=Format.STRUCTURE_SDMX_ML_3_0, output_path=str(path))


def write_table(table: Table, path: Path) -> None:
    """Write one table as SDMX-CSV 2.0.

    Notes
    -----
    Shares and growth are fractions, values full units; an empty cell is not
    available or suppressed.
    """
    _model()
    from pysdmx.io import write_sdmx
    from pysdmx.io.format import Format
    from pysdmx.io.pd import PandasDataset

    data = _plain(table)
    made = PandasDataset(structure=structure(table).to_schema(), data=data)
    write_sdmx(made, sdmx_format=Format.DATA_SDMX_CSV_2_0_0, output_path=str(path))


def _plain(table: Table) -> pd.DataFrame:
    data = table.frame.rename(columns=str.upper)
    if table.keys == (_TIME,):
        # A series needs a dimension besides time.
        data.insert(0, "FREQ", "M" if table.name == "monthly" else "A")
    for name in data.columns:
        if data[name].dtype == bool:
            data[name] = data[name].map({True: "true", False: "false"})
    return data


def _component(model: Any, column: pd.Series, name: str, keys: tuple[str, ...]) -> Any:
    import pandas as pd

    number = pd.api.types.is_numeric_dtype(column.dtype)
    key = name == "FREQ" or name.lower() in keys
    role = model.Role.DIMENSION if key else (model.Role.MEASURE if number else model.Role.ATTRIBUTE)
    kind = model.DataType.PERIOD if name.lower() == _TIME else model.DataType.STRING
    if number:
        kind = model.DataType.INTEGER if name.lower() in _WHOLE else model.DataType.DOUBLE
    return model.Component(
        id=name,
        required=role == model.Role.DIMENSION,
        role=role,
        concept=model.ItemReference(
            sdmx_type="Concept", agency=AGENCY, id="CS_BAROMETER", version="1.0", item_id=name
        ),
        local_dtype=kind,
        attachment_level="O" if role == model.Role.ATTRIBUTE else None,
    )


def _model() -> Any:
    try:
        import pysdmx.model
    except ImportError as error:
        raise HirfaError('SDMX needs pysdmx; install it with: pip install "hirfa[scale]".') from error
    return pysdmx.model
