import random
from itertools import combinations

TITLE = "Minimum spanning tree by Prim's method"
ENTRY_POINT = "mst_prim"
STATEMENT = """\
`graph` is an undirected graph with weights: graph[a][b] and graph[b][a] both hold the weight, a positive integer, of
the edge between the vertices a and b (integers). No two edges have the same weight.

Find the set of edges that connects all vertices at the smallest total weight, growing it from the vertex `root`.
Return a tuple of the total weight and a dict that gives for each vertex its parent, the next vertex on its way to
`root` within the chosen edges; the parent of `root` is None. If the graph is not connected, return None.
"""
TAGS = ("graphs", "minimum spanning tree", "greedy", "heap")


def boundary() -> list[tuple]:
    return [
        ({4: {}}, 4),
        ({1: {}, 2: {}}, 1),
        ({1: {2: 7}, 2: {1: 7}}, 2),
        ({0: {1: 1, 2: 3}, 1: {0: 1, 2: 2}, 2: {0: 3, 1: 2}}, 0),
        ({0: {1: 5}, 1: {0: 5}, 2: {3: 6}, 3: {2: 6}}, 3),
        ({-1: {9: 10**9}, 9: {-1: 10**9, 5: 1}, 5: {9: 1}}, -1),
    ]


def generate(rng: random.Random) -> tuple:
    vertices = rng.sample(range(20), rng.randint(3, 6))
    pairs = list(combinations(vertices, 2))
    graph: dict[int, dict[int, int]] = {vertex: {} for vertex in vertices}
    weights = rng.sample(range(1, 40), len(pairs))
    for (a, b), weight in zip(
        rng.sample(pairs, min(len(pairs), len(vertices) + rng.randint(0, 3))), weights, strict=False
    ):
        graph[a][b] = graph[b][a] = weight
    return (graph, rng.choice(vertices))


def answer(graph: dict[int, dict[int, int]], root: int) -> tuple[int, dict[int, int | None]] | None:
    def hang_up(edges: tuple[tuple[int, int, int], ...]) -> dict[int, int | None]:
        parent: dict[int, int | None] = {root: None}
        for _ in graph:
            for a, b, _ in edges:
                if (a in parent) != (b in parent):
                    child, above = (b, a) if a in parent else (a, b)
                    parent[child] = above
        return parent

    edges = [(a, b, weight) for a in graph for b, weight in graph[a].items() if a < b]
    trees = [
        (sum(weight for *_, weight in subset), hang_up(subset))
        for subset in combinations(edges, len(graph) - 1)
        if len(hang_up(subset)) == len(graph)
    ]
    return min(trees, key=lambda tree: tree[0], default=None)
