"""How much a barometer hides, table by table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from mappings.barometer.masks import Mask
from mappings.barometer.protect import Protection
from mappings.barometer.tracing import Tracing

if TYPE_CHECKING:
    import pandas as pd

_NAMES: Final = ["table", "cells", "primary", "secondary", "value_share"]


def suppression(
    tables: Mapping[str, pd.DataFrame], monthly: pd.DataFrame, mask: Mask, tracing: Tracing
) -> pd.DataFrame:
    """One row for each table that hides cells.

    Returns
    -------
    DataFrame
        table, cells, primary (hidden by the rule), secondary (hidden because
        they would give those away), value_share (of the total in both). Cells
        of this year and of the year before count once.
    """
    import pandas as pd

    if not mask.confidential:
        return pd.DataFrame(columns=_NAMES).astype({"table": str})
    rows = []
    for name, table in tables.items():
        parts = [mask.protection(name, before=before) for before in (False, True)]
        rows.append((name, len(table), *_counts(name, parts), 1 - float(table["share"].sum())))
    months = [tree.protection for tree in mask.years.values()]
    rows.append(("monthly", len(monthly), *_counts("monthly", months), _lacking(monthly)))
    rows.append(("annual", len(mask.years), *_counts("year", months), float("nan")))
    shown = [("traceability", "status", tracing.groups, 4)]
    shown += [("traceability_family", "family", tracing.protection, tracing.codes["family"].nunique())]
    shown += [("lines_to_create", "code", tracing.protection, tracing.listed)]
    rows += [(n, cells, *_counts(kind, [part]), float("nan")) for n, kind, part, cells in shown]
    made = pd.DataFrame(rows, columns=_NAMES)
    return made[(made["primary"] + made["secondary"]) > 0].reset_index(drop=True)


def _counts(kind: str, parts: list[Protection]) -> tuple[int, int]:
    primary: set[Any] = {n for part in parts for n in part.primary if n[0] == kind}
    every = primary | {n for part in parts for n in part.secondary if n[0] == kind}
    return len(primary), len(every - primary)


def _lacking(monthly: pd.DataFrame) -> float:
    whole = float(monthly["cumulated"].iloc[-1])
    return 1 - float(monthly["value"].sum()) / whole if whole > 0 else float("nan")
