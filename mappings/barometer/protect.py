"""Secondary suppression: further cells are hidden until no hidden one can be recomputed from totals."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mappings.barometer.secrecy import Confidentiality, Exposure

Node = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Protection:
    """What a tree of totals hides.

    Parameters
    ----------
    primary : frozenset of (dimension, cell)
        Cells that the rule suppresses.
    secondary : frozenset of (dimension, cell)
        Cells that would give them away.
    exposed : frozenset of (dimension, cell)
        Primary cells that are given away all the same, because secondary
        suppression was not wanted.
    """

    primary: frozenset[Node] = frozenset()
    secondary: frozenset[Node] = frozenset()
    exposed: frozenset[Node] = frozenset()

    def hidden(self, dimension: str) -> set[str]:
        """The hidden cells of a dimension."""
        return {cell for kind, cell in self.primary | self.secondary if kind == dimension}


@dataclass(slots=True)
class _Tree:
    """Totals that are sums of others; the leaves know who exports."""

    parents: Mapping[Node, Node]
    leaves: Mapping[Node, Exposure]
    children: dict[Node, list[Node]] = field(default_factory=dict)
    size: dict[Node, float] = field(default_factory=dict)
    hidden: set[Node] = field(default_factory=set)

    def __post_init__(self) -> None:
        for node, parent in sorted(self.parents.items()):
            self.children.setdefault(parent, []).append(node)
        for node in {*self.parents, *self.parents.values()}:
            self.size[node] = sum(float(g.sum()) for leaf in self.under(node) for _, g in self._parts(leaf))

    def under(self, node: Node) -> Iterator[Node]:
        """The leaves below a node."""
        if node not in self.children:
            yield node
        for child in self.children.get(node, ()):
            yield from self.under(child)

    def rest(self, node: Node) -> Iterator[Node]:
        """The leaves whose sum a reader gets as the node less all that is published below it."""
        for child in self.children.get(node, ()):
            if child in self.hidden:
                yield from self.rest(child) if child in self.children else (child,)

    def open_below(self, node: Node) -> Iterator[Node]:
        """The published cells that a reader subtracts from the node."""
        for child in self.children.get(node, ()):
            if child not in self.hidden:
                yield child
            else:
                yield from self.open_below(child)

    def failing(self, leaves: Collection[Node], rule: Confidentiality) -> str | None:
        """The first slice in which the sum of some leaves may not be published."""
        slices = sorted({name for leaf in leaves for name in self.leaves.get(leaf, {})})
        for name in slices:
            held = [self.leaves[leaf][name] for leaf in leaves if name in self.leaves.get(leaf, {})]
            if not rule.passes(held):
                return name
        return None

    def smallest(self, nodes: Iterator[Node], name: str) -> list[Node]:
        """Cells that have anything in a slice, smallest first."""
        able = [n for n in nodes if any(name in self.leaves.get(leaf, {}) for leaf in self.under(n))]
        return sorted(able, key=lambda n: (self.size[n], n))

    def added(self, node: Node, name: str) -> list[Node]:
        """The leaves that hiding a cell hides: where all its parts are published, the smallest part with it."""
        rest = list(self.rest(node)) if node in self.children else [node]
        return rest or self.added(self.smallest(iter(self.children[node]), name)[0], name)

    def hide(self, node: Node, name: str) -> set[Node]:
        """Hide a cell, and below it as much as keeps it from being added up again."""
        alone = node in self.children and not any(True for _ in self.rest(node))
        self.hidden.add(node)
        return {node, *(self.hide(self.smallest(iter(self.children[node]), name)[0], name) if alone else ())}

    def best(self, total: Node, rest: list[Node], name: str, rule: Confidentiality) -> Node | None:
        """The smallest cell that is enough; when no cell alone is, the smallest."""
        able = self.smallest(self.open_below(total), name)
        enough = (n for n in able if self.failing([*rest, *self.added(n, name)], rule) != name)
        return next(enough, able[0] if able else None)

    def _parts(self, leaf: Node) -> Any:
        return self.leaves.get(leaf, {}).values()


def protect(
    parents: Mapping[Node, Node],
    leaves: Mapping[Node, Exposure],
    rule: Confidentiality,
    *,
    unpublished: Collection[Node] = (),
) -> Protection:
    """Hide what the rule suppresses, and the smallest cells that keep it hidden.

    Parameters
    ----------
    parents : dict of cell to cell
        The total that each cell is a part of; all parts of a total are there.
    leaves : dict of cell to exposure
        Who exports how much in the cells that have no parts, slice by slice.
    rule : Confidentiality
    unpublished : collection of cells
        Cells that no table has.

    Returns
    -------
    Protection

    Notes
    -----
    What a reader can add and subtract is this: for each published total, the
    total less all that is published below it, which is the sum of some hidden
    leaves. These sums have no leaf in common, so whatever else she computes is
    a union of them. Cells are therefore hidden, the smallest that is enough
    first, until each of these sums itself passes the rule, in every slice: a union of sums with
    enough exporters, none of which is dominated, has them too and is not
    dominated, so no suppressed cell is among the unions. This protects against
    an exporter's knowledge of its own figures as well as the rule does, which
    not being able to solve for a cell would not. Compare Fischetti and Salazar,
    "Solving the Cell Suppression Problem on Tabular Data with Linear
    Constraints", *Management Science* 47 (2001).

    Examples
    --------
    >>> import numpy as np
    >>> def sold(*values):
    ...     return {"now": (np.arange(len(values)), np.array(values, float))}
    >>> cells = {("family", "a"): sold(50), ("family", "b"): sold(9, 8, 9), ("family", "c"): sold(90, 80, 90)}
    >>> found = protect({c: ("total", "") for c in cells}, cells, Confidentiality("exporter"))
    >>> sorted(found.primary), sorted(found.secondary)
    ([('family', 'a')], [('family', 'b')])
    """
    tree = _Tree(parents, leaves)
    nodes = sorted(tree.size)
    primary = {n for n in nodes if n not in unpublished and tree.failing(list(tree.under(n)), rule)}
    tree.hidden |= primary | set(unpublished)
    secondary: set[Node] = set()
    exposed: set[Node] = set()
    for total in _deepest_first(tree, nodes):
        while total not in tree.hidden and (name := tree.failing(rest := list(tree.rest(total)), rule)):
            if rule.secondary == "warn":
                given = {n for n in primary if set(tree.under(n)) <= set(rest)}
                exposed |= given
                break
            chosen = tree.best(total, rest, name, rule)
            if chosen is None:
                break
            secondary |= tree.hide(chosen, name)
    return Protection(frozenset(primary), frozenset(secondary), frozenset(exposed))


def _deepest_first(tree: _Tree, nodes: list[Node]) -> list[Node]:
    def depth(node: Node) -> int:
        return 0 if node not in tree.parents else 1 + depth(tree.parents[node])

    return sorted((n for n in nodes if n in tree.children), key=lambda n: (-depth(n), n))
