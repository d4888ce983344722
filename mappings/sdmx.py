"""Code lists and maps as SDMX and CSV."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mappings.concordance import Concordance
from mappings.errors import HirfaError
from mappings.nomenclature import Edition, load_nomenclature
from mappings.routes import System
from mappings.titles import title

if TYPE_CHECKING:
    from pysdmx.model import Codelist, RepresentationMap

AGENCY: Final = "HIRFA"


def codelist(edition: Edition) -> Codelist:
    """The codes of an edition as an SDMX code list; names are our own short titles.

    Raises
    ------
    HirfaError
        When pysdmx is not installed; names the extra.

    Examples
    --------
    >>> codelist("HS2022").id
    'CL_HS2022'
    """
    model = _model()
    items = [model.Code(id=code.digits, name=title(code.digits, "en")) for code in load_nomenclature(edition)]
    name = f"Harmonized System, {edition.removeprefix('HS')} edition"
    return model.Codelist(id=f"CL_{edition}", name=name, agency=AGENCY, items=items)  # type: ignore[no-any-return]


def representation_map(source: Edition, target: System) -> RepresentationMap:
    """The links from an edition to another system as an SDMX representation map.

    Raises
    ------
    CodeError
        When the target is unknown.
    HirfaError
        When pysdmx is not installed; names the extra.
    """
    model = _model()
    links = [model.ValueMap(source=link.source, target=link.target) for link in Concordance(source, target)]
    made: RepresentationMap = model.RepresentationMap(
        id=f"{source}_{target.replace('.', '')}",
        name=f"{source} to {target}",
        agency=AGENCY,
        source=_urn(source),
        target=_urn(target),
        maps=links,
    )
    return made


def write_codelist(path: Path, edition: Edition) -> int:
    """Write the codes of an edition: SDMX-JSON (.json), SDMX-ML (.xml) or CSV.

    Returns
    -------
    int
        Codes written.
    """
    if path.suffix.lower() == ".csv":
        nomenclature = load_nomenclature(edition)
        rows = [
            (c.digits, c.parent.digits if c.parent else "", nomenclature[c].unit, title(c.digits, "en"))
            for c in nomenclature
        ]
        _write_csv(path, ("code", "parent", "unit", "title"), rows)
        return len(rows)
    made = codelist(edition)
    _write_sdmx(path, made)
    return len(made.items)


def write_map(path: Path, source: Edition, target: System | str) -> int:
    """Write the links from an edition to another system: SDMX-JSON (.json) or CSV.

    Returns
    -------
    int
        Links written.
    """
    concordance = Concordance(source, target)  # type: ignore[arg-type]
    if path.suffix.lower() == ".csv":
        rows = [(link.source, link.target, int(link.partial), link.relationship) for link in concordance]
        _write_csv(path, ("source", "target", "partial", "relationship"), rows)
        return len(rows)
    made = representation_map(source, concordance.target)
    _write_sdmx(path, made)
    return len(made.maps)


def _write_sdmx(path: Path, structure: Any) -> None:
    from pysdmx.io import write_sdmx
    from pysdmx.io.format import Format

    formats = {".json": Format.STRUCTURE_SDMX_JSON_2_0_0, ".xml": Format.STRUCTURE_SDMX_ML_3_0}
    if path.suffix.lower() not in formats:
        raise HirfaError("{name}: unknown kind; end the name with .json, .xml or .csv.", name=path.name)
    write_sdmx(structure, sdmx_format=formats[path.suffix.lower()], output_path=str(path))


def _write_csv(path: Path, header: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _urn(system: str) -> str:
    name = system.replace(".", "")
    return f"urn:sdmx:org.sdmx.infomodel.codelist.Codelist={AGENCY}:CL_{name}(1.0)"


def _model() -> Any:
    try:
        import pysdmx.model
    except ImportError as error:
        raise HirfaError('SDMX needs pysdmx; install it with: pip install "hirfa[scale]".') from error
    return pysdmx.model
