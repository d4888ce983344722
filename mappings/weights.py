"""Weights of the links that divide a code: given, or estimated from the years on both sides of a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from mappings.concordance import Concordance, Group
from mappings.errors import TableError

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
COLUMNS: Final = ("source", "target", "weight")
_STEPS: Final = 2_000
_TOLERANCE: Final = 1e-10


@dataclass(frozen=True, slots=True)
class Weights:
    """How the goods of a code divide over its targets.

    Parameters
    ----------
    table : dict
        (source, target) to a share from 0 to 1.
    origin : str
        Where they come from, for the report.
    """

    table: dict[tuple[str, str], float]
    origin: str

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, origin: str) -> Weights:
        """Read a table of weights.

        Parameters
        ----------
        frame : DataFrame
            Columns source, target, weight. Weights of one source need not add
            up to 1; they are scaled when used.
        origin : str

        Raises
        ------
        TableError
            When a column is missing, or a weight is negative or no number.
        """
        import pandas as pd

        missing = [name for name in COLUMNS if name not in frame.columns]
        if missing:
            raise TableError(
                "{origin}: no column {column!r}; weights need {columns}.",
                origin=origin,
                column=missing[0],
                columns=COLUMNS,
            )
        values = pd.to_numeric(frame["weight"], errors="coerce")
        bad = np.flatnonzero(~(values >= 0).to_numpy())
        if len(bad):
            raise TableError(
                "{origin}: row {row}, weight {weight!r} is not a number from 0 up.",
                origin=origin,
                row=bad[0] + 1,
                weight=frame["weight"].iloc[bad[0]],
            )
        sources, targets = (frame[name].astype(str).str.replace(".", "").str.zfill(6) for name in COLUMNS[:2])
        return cls(dict(zip(zip(sources, targets, strict=True), values.astype(float), strict=True)), origin)

    def shares(self, source: str, targets: Sequence[str]) -> Floats | None:
        """Shares of the targets, or None where nothing is known of this source."""
        found = np.array([self.table.get((source, target), 0.0) for target in targets])
        return found / float(found.sum()) if found.sum() > 0 else None


def estimate_weights(
    before: pd.DataFrame,
    after: pd.DataFrame,
    concordance: Concordance,
    *,
    code: str,
    value: str,
    by: Sequence[str],
) -> pd.DataFrame:
    """Estimate link weights from a user's own records on either side of a change.

    Parameters
    ----------
    before, after : DataFrame
        Records in the source and in the target edition; codes of six digits.
    concordance : Concordance
        From the edition of `before` to that of `after`.
    code, value : str
        Columns of the code and of the value.
    by : sequence of str
        Columns, such as the destination, whose cells serve as observations:
        the more of them differ in what they buy, the better.

    Returns
    -------
    DataFrame
        source, target, weight, observations; only sources that divide, only
        groups with records on both sides.

    Notes
    -----
    For each connected group of codes, the cells' values in the source codes,
    X, and in the target codes, Y, are both scaled to the group's total of
    their side; W minimises ``||Y - X W||^2`` over matrices whose rows are
    non-negative, add up to 1 and are 0 where there is no link. The method is
    that of P. Lukaszuk and D. Torun, "Harmonizing the Harmonized System",
    University of St. Gallen, Discussion Paper 2022-12. Solved by accelerated
    projected gradient (Beck and Teboulle 2009) with the simplex projection of
    Duchi et al. 2008.

    Examples
    --------
    >>> import pandas as pd
    >>> tiles = Concordance("HS2012", "HS2017")
    >>> before = pd.DataFrame({"c": ["960200"] * 2, "v": [10.0, 30.0], "to": ["FR", "US"]})
    >>> estimate_weights(before, before, tiles, code="c", value="v", by=["to"])
    Empty DataFrame
    Columns: [source, target, weight, observations]
    Index: []
    """
    import pandas as pd

    left, right = (_cells(frame, code, value, by) for frame in (before, after))
    rows: list[tuple[str, str, float, int]] = []
    for group in concordance.groups:
        if len(group.targets) > 1 and any(len(concordance.convert(s)) > 1 for s in group.sources):
            rows += _estimate_group(group, concordance, left, right)
    return pd.DataFrame(rows, columns=["source", "target", "weight", "observations"])


def _cells(frame: pd.DataFrame, code: str, value: str, by: Sequence[str]) -> pd.DataFrame:
    return frame.pivot_table(index=list(by), columns=code, values=value, aggfunc="sum", fill_value=0.0)


def _estimate_group(
    group: Group, concordance: Concordance, left: pd.DataFrame, right: pd.DataFrame
) -> list[tuple[str, str, float, int]]:
    sources = [s for s in group.sources if s in left.columns]
    if not sources or not any(t in right.columns for t in group.targets):
        return []
    cells = left.index.union(right.index)
    x = left.reindex(index=cells, columns=sources, fill_value=0.0).to_numpy(float).clip(0)
    y = right.reindex(index=cells, columns=list(group.targets), fill_value=0.0).to_numpy(float).clip(0)
    if x.sum() <= 0 or y.sum() <= 0:
        return []
    allowed = np.array([[t in concordance.convert(s) for t in group.targets] for s in sources])
    found = simplex_least_squares(x / x.sum(), y / y.sum(), allowed)
    used = int((x.sum(axis=1) > 0).sum())
    return [
        (s, t, float(found[i, j]), used)
        for i, s in enumerate(sources)
        if allowed[i].sum() > 1
        for j, t in enumerate(group.targets)
        if allowed[i, j]
    ]


def simplex_least_squares(x: Floats, y: Floats, allowed: NDArray[np.bool_]) -> Floats:
    """Least squares whose rows of coefficients are shares.

    Parameters
    ----------
    x : array, shape (observations, sources)
    y : array, shape (observations, targets)
    allowed : bool array, shape (sources, targets)
        Where a coefficient may differ from 0; every row has one at least.

    Returns
    -------
    array, shape (sources, targets)
        Rows are non-negative and add up to 1.

    Examples
    --------
    >>> x = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> simplex_least_squares(x, np.array([[0.25, 0.75], [1.0, 0.0]]), np.ones((2, 2), bool)).round(6)
    array([[0.25, 0.75],
           [1.  , 0.  ]])
    """
    gram, cross = x.T @ x, x.T @ y
    step = 1.0 / max(float(np.linalg.eigvalsh(gram)[-1]), 1e-300)
    current: Floats = allowed / allowed.sum(axis=1, keepdims=True)
    ahead, momentum = current, 1.0
    for _ in range(_STEPS):
        following: Floats = project(ahead - step * (gram @ ahead - cross), allowed)
        faster = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = following + (momentum - 1) / faster * (following - current)
        moved = float(np.abs(following - current).max())
        current, momentum = following, faster
        if moved < _TOLERANCE:
            break
    return current


def project(rows: Floats, allowed: NDArray[np.bool_]) -> Floats:
    """The nearest rows that are shares: non-negative, adding up to 1, 0 where not allowed.

    Examples
    --------
    >>> project(np.array([[2.0, 0.0, 0.0]]), np.array([[True, True, False]])).tolist()
    [[1.0, 0.0, 0.0]]
    """
    masked = np.where(allowed, rows, -np.inf)
    ordered = -np.sort(-masked, axis=1)
    finite = np.where(np.isfinite(ordered), ordered, 0.0)
    running = np.cumsum(finite, axis=1) - 1.0
    rank = np.arange(1, rows.shape[1] + 1)
    kept = np.isfinite(ordered) & (ordered - running / rank > 0)
    last = np.maximum(kept.sum(axis=1), 1)
    threshold = running[np.arange(len(rows)), last - 1] / last
    return np.where(allowed, np.maximum(rows - threshold[:, None], 0.0), 0.0)
