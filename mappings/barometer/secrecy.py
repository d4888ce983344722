"""Confidentiality: cells that would tell what one exporter sells, and cells that give them away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mappings.barometer.errors import BarometerError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Confidentiality:
    """The rule of primary suppression.

    Parameters
    ----------
    exporter : str
        Column that names the exporter.
    fewest : int
        A cell with fewer exporters is suppressed.
    dominance : float
        A cell of which one exporter has more than this share is suppressed;
        1 turns the rule off.

    Notes
    -----
    Frequency and dominance rules as in Hundepool et al., *Statistical
    Disclosure Control* (Wiley, 2012), chapter 4. Records without exporter
    count as one exporter, which errs towards suppression.

    Examples
    --------
    >>> Confidentiality("exporter").fewest
    3
    >>> Confidentiality("exporter", dominance=85)
    Traceback (most recent call last):
    mappings.barometer.errors.BarometerError: dominance 85 is not a share; give one between 0 and 1.
    """

    exporter: str
    fewest: int = 3
    dominance: float = 0.85

    def __post_init__(self) -> None:
        if not 0 < self.dominance <= 1:
            raise BarometerError(f"dominance {self.dominance} is not a share; give one between 0 and 1.")
        if self.fewest < 1:
            raise BarometerError(f"fewest exporters {self.fewest} is too low; give 1 or more.")


def sensitive(facts: pd.DataFrame, keys: list[str], rule: Confidentiality) -> set[tuple[Any, ...]]:
    """The cells that the rule suppresses.

    Parameters
    ----------
    facts : DataFrame
        With `keys`, ``exporter`` and ``value``.
    keys : list of str
    rule : Confidentiality

    Returns
    -------
    set of tuple
        Values of `keys`.

    Examples
    --------
    >>> import pandas as pd
    >>> facts = pd.DataFrame({"family": list("aaab"), "exporter": list("xyzx"), "value": [1.0] * 4})
    >>> sensitive(facts, ["family"], Confidentiality("exporter"))
    {('b',)}
    """
    each = facts.groupby([*keys, "exporter"], observed=True, sort=False)["value"].sum().abs().reset_index()
    cells = each.groupby(keys, observed=True)["value"].agg(["size", "max", "sum"]).reset_index()
    share = np.where(cells["sum"] > 0, cells["max"] / cells["sum"].where(cells["sum"] > 0), 1.0)
    chosen = cells[(cells["size"] < rule.fewest) | (share > rule.dominance)]
    return set(chosen[keys].itertuples(index=False, name=None))


def recomputable(hidden: dict[str, set[str]], parents: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    """Suppressed cells that the published totals give away.

    Parameters
    ----------
    hidden : dict of table name to set of cell
        The suppressed cells of each table whose total is published.
    parents : dict of table name to dict of cell to group
        For tables that lie within published groups (codes within families);
        a cell alone suppressed in a published group is given away.

    Returns
    -------
    list of (table, cell)
        Sorted.

    Examples
    --------
    >>> recomputable({"family": {"wood"}, "destination": {"US", "FR"}}, {})
    [('family', 'wood')]
    """
    found = {(table, next(iter(cells))) for table, cells in hidden.items() if len(cells) == 1}
    for table, groups in parents.items():
        within: dict[str, list[str]] = {}
        for cell in hidden.get(table, ()):
            within.setdefault(groups.get(cell, ""), []).append(cell)
        found |= {
            (table, cells[0])
            for group, cells in within.items()
            if len(cells) == 1 and group not in hidden.get("family", set())
        }
    return sorted(found)
