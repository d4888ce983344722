"""Suppression of confidential cells, table by table, in everything that is published."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mappings.barometer.cells import Cells
from mappings.barometer.columns import Finding
from mappings.barometer.errors import BarometerError
from mappings.barometer.protect import Node, Protection, protect
from mappings.barometer.secrecy import Confidentiality, Exposure, exposures, sensitive
from mappings.barometer.time_tree import YearTree, year_tree
from mappings.barometer.windows import Window

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

# Of a hidden cell everything but these is emptied, columns that are added to a table too.
_OPEN: Final = ("records", "previous", "suppressed", "verified_rows", "estimator")
_ROOT: Final = ("total", "")
_STATUSES: Final = ("craft_line", "craft_by_evidence", "possible", "not_craft")


class Mask:
    """The cells of one barometer that may not be shown.

    Parameters
    ----------
    cells : Cells
    window : Window
    rule : Confidentiality or None
        None shows everything.
    monthly_prices : bool
        Whether constant dirhams weigh the months of a year differently: with
        the same months at current prices they would then give a hidden one.

    Raises
    ------
    BarometerError
        When the total itself is confidential.
    """

    def __init__(
        self, cells: Cells, window: Window, rule: Confidentiality | None, *, monthly_prices: bool = False
    ) -> None:
        self._cells, self._window, self._rule = cells, window, rule
        self._monthly_prices = monthly_prices
        if rule and self.years[window.year].hides("year"):
            raise BarometerError(
                "the total of {window} is confidential itself: too few exporters, or one dominates; "
                "give more records.",
                window=window.label,
            )

    @property
    def confidential(self) -> bool:
        """Whether anything is hidden at all."""
        return self._rule is not None

    @property
    def rule(self) -> Confidentiality:
        """The rule; only asked for where there is one."""
        assert self._rule is not None
        return self._rule

    @cached_property
    def years(self) -> dict[int, YearTree]:
        """What is hidden of the months and totals of each year."""
        frame = self._cells["period"]
        found = range(int(frame["period"].min()) // 12, self._window.year + 1)
        held = {y: frame[frame["period"] // 12 == y] for y in found}
        return {y: year_tree(rows, y, self._window, self.rule) for y, rows in held.items() if len(rows)}

    @cached_property
    def before_comparable(self) -> bool:
        """Whether both years' totals of the common months may be known: else there is no growth."""
        trees = [self.years.get(self._window.year - back) for back in (0, 1)]
        return all(tree is not None and not tree.hides("common") for tree in trees)

    @cached_property
    def constant_shown(self) -> bool:
        """Whether constant dirhams may be shown beside current ones."""
        trees = [self.years.get(self._window.year - back) for back in (0, 1)]
        hidden = any(tree.months for tree in trees if tree)
        return not self._monthly_prices or (not hidden and len(self._window.months) > 2)

    def protection(self, dimension: str, *, before: bool = False) -> Protection:
        """What is hidden of a dimension, this year or the year before."""
        kind = "goods" if dimension in ("family", "code") else dimension
        if (kind, before) not in self._held:
            self._held[kind, before] = self._protect(kind, before=before)
        return self._held[kind, before]

    @cached_property
    def _held(self) -> dict[tuple[str, bool], Protection]:
        return {}

    def hidden(self, dimension: str, *, before: bool = False) -> set[str]:
        """The hidden cells of a dimension; none without a rule."""
        return self.protection(dimension, before=before).hidden(dimension) if self._rule else set()

    def cells(self, table: pd.DataFrame, key: str) -> pd.DataFrame:
        """The table with its confidential cells emptied and a column ``suppressed``."""
        import pandas as pd

        if self._rule is None:
            return table
        hidden = table[key].isin(self.hidden(key))
        past = table[key].isin(self.hidden(key, before=True))
        made = table.copy()
        now = [n for n in made.columns if n not in (key, *_OPEN)]
        both = [n for n in now if "growth" in n or n == "contribution"]
        _empty(made, now, hidden)
        _empty(made, ["previous"], past)
        _empty(made, both, past)
        if not self.before_comparable:
            _empty(made, ["comparable", "previous", *both], hidden | True)
        if not self.constant_shown:
            _empty(made, ["constant", "constant_growth"], hidden | True)
        made["suppressed"] = hidden
        # A hidden cell among the others would tell its rank.
        ordered = [made[~hidden], made[hidden].sort_values(key)]
        return pd.concat(ordered, ignore_index=True)

    def headline(self, made: dict[str, Any]) -> dict[str, Any]:
        """The totals without those that may not be known."""
        if self._rule is None:
            return made
        lost = set() if self.before_comparable else {"previous", "growth"}
        lost |= (
            set()
            if self.before_comparable and self.constant_shown
            else {"constant_previous", "constant_growth"}
        )
        return {name: np.nan if name in lost else value for name, value in made.items()}

    def units(self, table: pd.DataFrame, now: set[str], before: set[str]) -> pd.DataFrame:
        """Unit values without those of codes that are hidden, or that too few exporters' quantities are behind."""
        if self._rule is None:
            return table
        made = table[~table["code"].isin(self.hidden("code") | now)].reset_index(drop=True)
        past = made["code"].isin(self.hidden("code", before=True) | before)
        _empty(made, ("previous", "growth"), past)
        return made

    def few(self, facts: pd.DataFrame) -> set[str]:
        """The codes that too few exporters are behind; none without a rule."""
        return sensitive(facts, "code", self._rule) if self._rule else set()

    def markets(self, year: int) -> set[str]:
        """The destinations of a year that may not be told from its concentration."""
        if self._rule is None:
            return set()
        window = self._window
        if year == window.year:
            return self.hidden("destination")
        rows = self._cells["destination"]
        chosen = rows[rows["period"] // 12 == year]
        known = self.hidden("destination", before=True) if year == window.year - 1 else set()
        leaves = _named("destination", exposures(chosen, "destination", {"all": np.ones(len(chosen), bool)}))
        unpublished = {("destination", cell) for cell in known} & set(leaves)
        flat = dict.fromkeys(leaves, _ROOT)
        return protect(flat, leaves, self.rule, unpublished=unpublished).hidden("destination") | known

    def traced(self, listed: Iterable[str]) -> Protection:
        """What is hidden of the families and listed codes where each craft status is a figure of its own."""
        rows = self._now("code")
        slices = {s: (rows["status"] == s).to_numpy() for s in _STATUSES}
        leaves = _goods(exposures(rows, ["family", "code"], slices))
        parents = _goods_tree(leaves)
        codes = {n for n in leaves if n[1].partition("/")[0] not in set(listed)}
        shown = self.protection("family")
        away = {n for n in parents if _plain(n) in shown.primary | shown.secondary} | {("family", "")}
        return _plainly(protect(parents, leaves, self.rule, unpublished=(codes | away) & set(parents)))

    def groups(self, rows: pd.DataFrame) -> Protection:
        """What is hidden of the sums of each group of statuses; `rows` have ``group`` and ``status``."""
        slices = {s: (rows["status"] == s).to_numpy() for s in _STATUSES}
        leaves = _named("status", exposures(rows, "group", slices))
        return protect(dict.fromkeys(leaves, _ROOT), leaves, self.rule)

    def findings(self, suppression: pd.DataFrame) -> list[Finding]:
        """How much is suppressed, by the rule and to protect; and, when only warned of, what is given away."""
        made = []
        for key in ("primary", "secondary"):
            said = [f"{r['table']}: {r[key]}" for r in suppression.to_dict("records") if r[key]]
            if said:
                made.append(Finding(f"suppressed_{key}", 0, 0.0, ", ".join(said)))
        told = sorted({node for p in self._all() for node in p.exposed if node[0] != "rest"})
        return [*made, *(Finding("recomputable", 1, 0.0, f"{kind}: {cell}") for kind, cell in told)]

    def _all(self) -> list[Protection]:
        return [*self._held.values(), *(tree.protection for tree in self.years.values())]

    def _now(self, name: str, *, before: bool = False) -> pd.DataFrame:
        rows = self._cells[name]
        period = rows["period"].to_numpy()
        chosen = self._window.comparable(period, before=True) if before else self._window.current(period)
        return rows[chosen]

    def _protect(self, kind: str, *, before: bool) -> Protection:
        rows = self._now("code" if kind == "goods" else kind, before=before)
        slices = self._slices(rows, before=before)
        if kind != "goods":
            leaves = _named(kind, exposures(rows, kind, slices))
            return protect(dict.fromkeys(leaves, _ROOT), leaves, self.rule)
        leaves = _goods(exposures(rows, ["family", "code"], slices))
        return _plainly(protect(_goods_tree(leaves), leaves, self.rule))

    def _slices(self, rows: pd.DataFrame, *, before: bool) -> dict[str, NDArray[np.bool_]]:
        """The parts of a cell that its figures tell apart: the months that both years have, and the others."""
        common = self._window.comparable(rows["period"].to_numpy(), before=before)
        if before or not self.before_comparable or common.all():
            return {"all": np.ones(len(rows), bool)}
        return {"common": common, "other": ~common}


def _empty(table: pd.DataFrame, names: Iterable[str], mask: Any) -> None:
    for name in names:
        if name in table:
            table.loc[mask, name] = np.nan


def _named(dimension: str, found: dict[Any, Exposure]) -> dict[Node, Exposure]:
    return {(dimension, str(cell)): exposure for cell, exposure in found.items()}


def _goods(found: dict[Any, Exposure]) -> dict[Node, Exposure]:
    # A code that records put in several families is a leaf of each.
    return {("code", f"{code}/{family}"): exposure for (family, code), exposure in found.items()}


def _goods_tree(leaves: dict[Node, Exposure]) -> dict[Node, Node]:
    above = {leaf: ("family", leaf[1].partition("/")[2]) for leaf in leaves}
    return {**above, **dict.fromkeys(above.values(), _ROOT)}


def _plain(node: Node) -> Node:
    return ("code", node[1].partition("/")[0]) if node[0] == "code" else node


def _plainly(found: Protection) -> Protection:
    sets = (frozenset(map(_plain, nodes)) for nodes in (found.primary, found.secondary, found.exposed))
    return Protection(*sets)
