import random

TITLE = "Shortest paths in a graph without cycles"
ENTRY_POINT = "dag_shortest_paths"
STATEMENT = """\
`graph` is a directed graph without cycles: a dict from each vertex (a string) to a list of pairs [successor, weight],
where the integer weight may be negative. A successor may be listed twice with different weights.

Return a dict that gives, for `source` and for every vertex that can be reached from it, the smallest sum of weights
on a path from `source` to that vertex. Vertices that cannot be reached do not appear. Use a topological order, so
that every edge is looked at only once for its weight.
"""
TAGS = ("graphs", "shortest paths", "topological order", "negative weights")


def boundary() -> list[tuple]:
    return [
        ({"x": []}, "x"),
        ({"x": [], "y": [["x", 2]]}, "x"),
        ({"x": [["y", 5], ["y", -5]], "y": []}, "x"),
        ({"a": [["b", 1]], "b": [["c", 1]], "c": [["d", 1]], "d": []}, "a"),
        ({"a": [["b", 4], ["c", 1]], "b": [["d", -9]], "c": [["b", 0], ["d", 2]], "d": []}, "a"),
        ({"a": [["b", 10**9]], "b": [["c", -(10**9)]], "c": []}, "a"),
    ]


def generate(rng: random.Random) -> tuple:
    vertices = rng.sample("pqrstuvw", rng.randint(3, 7))
    graph: dict[str, list[list]] = {vertex: [] for vertex in sorted(vertices)}
    for _ in range(rng.randint(3, 11)):
        first, second = sorted(rng.sample(range(len(vertices)), 2))
        graph[vertices[first]].append([vertices[second], rng.randint(-6, 12)])
    return (graph, vertices[rng.randint(0, 1)])


def answer(graph: dict[str, list[list]], source: str) -> dict[str, int]:
    lengths: dict[str, set[int]] = {}

    def walk(vertex: str, length: int) -> None:
        lengths.setdefault(vertex, set()).add(length)
        for successor, weight in graph[vertex]:
            walk(successor, length + weight)

    walk(source, 0)
    return {vertex: min(found) for vertex, found in lengths.items()}
