"""Graphs as dicts: each node with the nodes it leads to, plain or with a weight.

Changing such a dict item by item breaks it, so whole graphs are drawn. What holds for all graphs seen holds for these:
whether edges go both ways, whether there are cycles, what a weight looks like.
"""

import random
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

_LEAST_NODES: Final = 5
_MOST_NODES: Final = 8

Graph = Mapping[Hashable, Any]


@dataclass(frozen=True, slots=True)
class GraphShape:
    """What the graphs seen have in common. holder: the type of a node's neighbours; weights: what edges carried."""

    holder: type
    weights: Sequence[Any]
    is_symmetric: bool
    is_acyclic: bool


def learn_graph(values: Sequence[Any]) -> GraphShape | None:
    """Return the shape of dicts that are graphs, None if they are none.

    They are where their values are containers of one type and most of what these hold are keys of the same dict.
    """
    holders = {type(value) for graph in values for value in graph.values()}
    if len(holders) != 1 or not holders <= {list, set, tuple, dict}:
        return None
    try:
        edges = [list(_edges(graph)) for graph in values]
        n_inner = sum(target in graph for graph, own in zip(values, edges, strict=True) for _, target, _ in own)
    except (TypeError, ValueError):
        return None
    n_edges = sum(map(len, edges))
    if not n_edges or 2 * n_inner <= n_edges:
        return None
    weights = [weight for own in edges for *_, weight in own]
    if any(weight is None for weight in weights):
        weights = []
    pairs = [{(source, target) for source, target, _ in own} for own in edges]
    is_symmetric = all((target, source) in own for own in pairs for source, target in own)
    return GraphShape(holders.pop(), weights, is_symmetric, all(map(_is_acyclic, pairs)))


def draw_graph(graph: Graph, shape: GraphShape, rng: random.Random) -> dict[Hashable, Any]:
    """Return a graph over the nodes of the given one and a few more, with other edges."""
    nodes = list(dict.fromkeys([*graph, *(target for _, target, _ in _edges(graph))]))
    nodes += list(_fresh(nodes, rng.randrange(max(1, _LEAST_NODES + 1 - len(nodes)))))
    nodes = nodes[: max(_MOST_NODES, len(graph))]
    chosen: dict[Hashable, dict[Hashable, Any]] = {node: {} for node in nodes}
    for at, source in enumerate(nodes):
        later = nodes[at + 1 :]
        others = later if shape.is_acyclic or shape.is_symmetric else [node for node in nodes if node != source]
        for target in rng.sample(others, min(len(others), rng.randrange(4))):
            chosen[source][target] = rng.choice(shape.weights) if shape.weights else None
            if shape.is_symmetric:
                chosen[target][source] = chosen[source][target]
    return {node: _hold(edges, shape) for node, edges in chosen.items()}


def _edges(graph: Graph) -> Iterator[tuple[Hashable, Hashable, Any]]:
    """Yield source, target and weight (None where an edge has none)."""
    for source, held in graph.items():
        for item in held:
            if isinstance(held, dict):
                yield source, item, held[item]
            elif isinstance(item, tuple | list) and type(item) is not type(source):
                target, weight = item
                yield source, target, (type(item), weight)
            else:
                yield source, item, None


def _hold(edges: Mapping[Hashable, Any], shape: GraphShape) -> Any:
    if shape.holder is dict:
        return dict(edges)
    if shape.weights:
        return shape.holder(kind((target, weight)) for target, (kind, weight) in edges.items())
    return shape.holder(edges)


def _fresh(nodes: Sequence[Hashable], count: int) -> Iterator[Hashable]:
    """Yield nodes like the given ones: the next numbers, or the next letters."""
    if all(type(node) is int for node in nodes):
        top = max(int(str(node)) for node in nodes)
        yield from range(top + 1, top + 1 + count)
    elif all(isinstance(node, str) and len(node) == 1 and node.isalpha() for node in nodes):
        first = ord(max(str(node) for node in nodes))
        yield from (letter for letter in map(chr, range(first + 1, first + 1 + count)) if letter.isalpha())


def _is_acyclic(pairs: set[tuple[Hashable, Hashable]]) -> bool:
    left = set(pairs)
    while left:
        targets = {target for _, target in left}
        kept = {(source, target) for source, target in left if source in targets}
        if kept == left:
            return False
        left = kept
    return True
