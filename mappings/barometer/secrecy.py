"""Confidentiality: the rule that says which sums would tell what one exporter sells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from mappings.barometer.errors import BarometerError

if TYPE_CHECKING:
    import pandas as pd

    from mappings.ragged import Floats, Ints

Secondary = Literal["suppress", "warn"]
SECONDARY: Final[tuple[Secondary, ...]] = ("suppress", "warn")
# Of a cell: for each slice of it, who exports, and how much.
Exposure = Mapping[str, tuple["Ints", "Floats"]]


@dataclass(frozen=True, slots=True)
class Confidentiality:
    """The rule of primary suppression, and what becomes of cells that give a suppressed one away.

    Parameters
    ----------
    exporter : str
        Column that names the exporter.
    fewest : int
        A cell with fewer exporters is suppressed.
    dominance : float
        A cell of which one exporter has more than this share is suppressed;
        1 turns the rule off.
    secondary : {"suppress", "warn"}
        Whether further cells are suppressed until no suppressed one can be
        recomputed, or only a finding says which can.

    Notes
    -----
    Frequency and dominance rules as in Hundepool et al., *Statistical
    Disclosure Control* (Wiley, 2012), chapter 4. Records without exporter
    count as one exporter, and corrections with their size, which both err
    towards suppression.

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
    secondary: Secondary = "suppress"

    def __post_init__(self) -> None:
        if not 0 < self.dominance <= 1:
            raise BarometerError(
                "dominance {dominance} is not a share; give one between 0 and 1.", dominance=self.dominance
            )
        if self.fewest < 1:
            raise BarometerError("fewest exporters {fewest} is too low; give 1 or more.", fewest=self.fewest)
        if self.secondary not in SECONDARY:
            raise BarometerError(
                "secondary {given!r} is unknown; choose suppress or warn.", given=self.secondary
            )

    def passes(self, parts: Iterable[tuple[Ints, Floats]]) -> bool:
        """Whether the sum of these parts may be published; nothing at all may.

        Examples
        --------
        >>> rule = Confidentiality("exporter")
        >>> rule.passes([(np.array([1, 2]), np.array([5.0, 5.0])), (np.array([3]), np.array([2.0]))])
        True
        >>> rule.passes([(np.array([1, 2, 3]), np.array([90.0, 5.0, 5.0]))])
        False
        """
        held = list(parts)
        if not held:
            return True
        who, place = np.unique(np.concatenate([w for w, _ in held]), return_inverse=True)
        each = np.bincount(place, np.concatenate([g for _, g in held]))
        whole = float(each.sum())
        return len(who) >= self.fewest and float(each.max()) <= self.dominance * whole


def exposures(
    facts: pd.DataFrame, cells: str | list[str], slices: Mapping[str, NDArray[np.bool_]]
) -> dict[Any, Exposure]:
    """Who exports how much, for each cell and each slice of the records.

    Parameters
    ----------
    facts : DataFrame
        With the columns of the cells, ``exporter`` and ``value``.
    cells : str or list of str
        Columns whose values name a cell.
    slices : dict of name to bool array

    Returns
    -------
    dict of cell to dict of slice to (int array, float array)
        Numbers of the exporters and the size of what each exports there,
        corrections netted within a cell.
    """
    import pandas as pd

    keys = [cells] if isinstance(cells, str) else cells
    numbered = facts.assign(exporter=pd.factorize(facts["exporter"], use_na_sentinel=False)[0])
    found: dict[Any, Any] = {}
    for name, chosen in slices.items():
        each = numbered[chosen].groupby([*keys, "exporter"], observed=True)["value"].sum().abs().reset_index()
        for cell, part in each.groupby(cells, observed=True):
            sizes = (part["exporter"].to_numpy(np.int64), part["value"].to_numpy(np.float64))
            found.setdefault(cell, {})[name] = sizes
    return found


def sensitive(facts: pd.DataFrame, cells: str | list[str], rule: Confidentiality) -> set[Any]:
    """The cells that the rule suppresses.

    Examples
    --------
    >>> import pandas as pd
    >>> facts = pd.DataFrame({"family": list("aaab"), "exporter": list("xyzx"), "value": [1.0] * 4})
    >>> sensitive(facts, "family", Confidentiality("exporter"))
    {'b'}
    """
    whole = {"all": np.ones(len(facts), bool)}
    return {c for c, parts in exposures(facts, cells, whole).items() if not rule.passes(parts.values())}
