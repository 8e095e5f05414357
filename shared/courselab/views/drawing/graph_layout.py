"""Lays a directed graph out in columns from left to right, with few crossings and straight lines.

The steps are those of Sugiyama, Tagawa and Toda (1981): columns by the longest way, stand-ins where a line passes a
column, an order in each column by the neighbours' mean place, then heights that keep lines straight.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

Node = Hashable
Edge = tuple[Node, Node]
PASSING = 0.45  # rows that a line needs where it passes a column; a node needs 1
SWEEPS = 12
STIFFNESS = 4  # a line's own bends count so many times a box's, and between two stand-ins its square


class _Passing(NamedTuple):
    """A stand-in for a line in a column that it passes."""

    edge: Edge
    column: int


@dataclass(frozen=True)
class Layout:
    """Where everything goes: `column` from 0, `row` from 0 (a fraction of rows), `routes` from node to node."""

    column: dict[Node, int]
    row: dict[Node, float]
    routes: dict[Edge, tuple[tuple[int, float], ...]]  # (column, row) of both ends and of every column between

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return max(self.column.values(), default=-1) + 1

    @property
    def rows(self) -> float:
        """How many rows the nodes and the lines take."""
        return max([*self.row.values(), *(row for route in self.routes.values() for _, row in route)], default=-1) + 1


def arrange(nodes: Sequence[Node], edges: Sequence[Edge], odd: frozenset[Node] = frozenset()) -> Layout:
    """Place nodes so that edges run to the right; nodes of `odd` get odd columns, all others even ones.

    An edge that would close a circle is left out of the ordering and drawn backwards. The order of `nodes` breaks
    ties, so equal graphs give equal pictures.
    """
    edges = list(dict.fromkeys(edges))
    forward = _without_circles(nodes, edges)
    column = _columns(nodes, forward, odd)
    chains = {edge: _chain(edge, column) for edge in forward}
    order = _ordered(_start(nodes, chains, column), chains)
    row = _rows(order, chains)
    routes = {edge: tuple((_column_of(n, column), row[n]) for n in chains.get(edge, edge)) for edge in edges}
    return Layout(column, {node: row[node] for node in nodes}, routes)


def _without_circles(nodes: Sequence[Node], edges: list[Edge]) -> list[Edge]:
    """The edges without those that lead back to a node on the way here; no recursion, graphs may be deep."""
    after = {node: [b for a, b in edges if a == node] for node in nodes}
    back: set[Edge] = set()
    done: set[Node] = set()
    path: list[Node] = []
    for root in nodes:
        waiting = [(root, False)]
        while waiting:
            node, leaving = waiting.pop()
            if leaving:
                path.pop()
                done.add(node)
            elif node not in done and node not in path:
                path.append(node)
                back |= {(node, b) for b in after[node] if b in path}
                waiting += [(node, True), *((b, False) for b in reversed(after[node]) if b not in path)]
    return [edge for edge in edges if edge not in back]


def _columns(nodes: Sequence[Node], edges: list[Edge], odd: frozenset[Node]) -> dict[Node, int]:
    column = {node: int(node in odd) for node in nodes}
    for _ in nodes:  # at most as many rounds as the longest way has nodes
        before = dict(column)
        for a, b in edges:
            column[b] = max(column[b], column[a] + 1)
        if column == before:
            break
    entered = {b for _, b in edges}
    for node in nodes:  # what comes from nowhere stands next to where it is used
        after = [column[b] for a, b in edges if a == node]
        if node not in entered and after:
            column[node] = min(after) - 1
    first = min(column.values(), default=0)
    return {node: place - first for node, place in column.items()}


def _chain(edge: Edge, column: dict[Node, int]) -> tuple[Node, ...]:
    """Both ends and a stand-in for every column that the line passes."""
    a, b = edge
    return (a, *(_Passing(edge, place) for place in range(column[a] + 1, column[b])), b)


def _column_of(node: Node, column: dict[Node, int]) -> int:
    return node.column if isinstance(node, _Passing) else column[node]


def _start(nodes: Sequence[Node], chains: dict[Edge, tuple], column: dict[Node, int]) -> list[list[Node]]:
    everything = dict.fromkeys([*nodes, *(node for chain in chains.values() for node in chain)])
    order: list[list[Node]] = [[] for _ in range(max(column.values(), default=-1) + 1)]
    for node in everything:
        order[_column_of(node, column)].append(node)
    return order


def _neighbours(chains: dict[Edge, tuple]) -> tuple[dict[Node, list], dict[Node, list]]:
    before: dict[Node, list] = {}
    after: dict[Node, list] = {}
    for chain in chains.values():
        for a, b in itertools.pairwise(chain):
            after.setdefault(a, []).append(b)
            before.setdefault(b, []).append(a)
    return before, after


def _ordered(order: list[list[Node]], chains: dict[Edge, tuple]) -> list[list[Node]]:
    """Sort columns by their neighbours' mean place, forwards and backwards in turn; the fewest crossings win."""
    before, after = _neighbours(chains)
    best, fewest = order, _crossings(order, after)
    for sweep in range(SWEEPS):
        near = after if sweep % 2 else before
        order = [list(nodes) for nodes in order]
        for i in reversed(range(len(order))) if sweep % 2 else range(len(order)):
            place = {node: k for nodes in order for k, node in enumerate(nodes)}
            mean = {node: _mean([place[m] for m in near.get(node, [])], place[node]) for node in order[i]}
            order[i].sort(key=mean.__getitem__)
        crossings = _crossings(order, after)
        if crossings < fewest:
            best, fewest = order, crossings
    return best


def _crossings(order: list[list[Node]], after: dict[Node, list]) -> int:
    total = 0
    for left, right in itertools.pairwise(order):
        place = {node: k for k, node in enumerate(right)}
        ends = [place[b] for a in left for b in sorted(after.get(a, []), key=place.__getitem__)]
        total += sum(a > b for i, a in enumerate(ends) for b in ends[i + 1 :])
    return total


def _rows(order: list[list[Node]], chains: dict[Edge, tuple]) -> dict[Node, float]:
    """Heights that pull every node towards its neighbours and keep the order and the room between."""
    before, after = _neighbours(chains)
    near = {
        node: [(m, STIFFNESS ** (_passes(node) + _passes(m))) for m in before.get(node, []) + after.get(node, [])]
        for nodes in order
        for node in nodes
    }
    row: dict[Node, float] = {}
    for nodes in order:
        row |= dict(zip(nodes, _spread([0.0] * len(nodes), [1.0] * len(nodes), _gaps(nodes)), strict=True))
    for sweep in range(5 * SWEEPS):
        for nodes in order if sweep % 2 == 0 else reversed(order):
            weights = [sum(weight for _, weight in near[node]) or 1e-6 for node in nodes]
            wanted = [
                sum(row[m] * weight for m, weight in near[node]) / total if near[node] else row[node]
                for node, total in zip(nodes, weights, strict=True)
            ]
            row |= dict(zip(nodes, _spread(wanted, weights, _gaps(nodes)), strict=True))
    top = min(row.values(), default=0.0)
    return {node: height - top for node, height in row.items()}


def _gaps(nodes: list[Node]) -> list[float]:
    size = [PASSING if _passes(node) else 1.0 for node in nodes]
    return [0.0, *((a + b) / 2 for a, b in itertools.pairwise(size))]


def _passes(node: Node) -> bool:
    """Is this a stand-in for a line?"""
    return isinstance(node, _Passing)


def _spread(wanted: list[float], weights: list[float], gaps: list[float]) -> list[float]:
    """The heights nearest to `wanted` (weighted squares) that lie at least `gaps` apart: neighbours are pooled."""
    shifts = list(itertools.accumulate(gaps))
    pools: list[tuple[float, float, int]] = []  # weighted sum, weight, how many
    for height, weight, shift in zip(wanted, weights, shifts, strict=True):
        pools.append(((height - shift) * weight, weight, 1))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            last, other = pools.pop(), pools.pop()
            pools.append((other[0] + last[0], other[1] + last[1], other[2] + last[2]))
    flat = [total / weight for total, weight, count in pools for _ in range(count)]
    return [height + shift for height, shift in zip(flat, shifts, strict=True)]


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
