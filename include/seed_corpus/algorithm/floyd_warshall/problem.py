import random
from itertools import pairwise, permutations

TITLE = "Distances between all pairs of vertices (Floyd-Warshall)"
ENTRY_POINT = "floyd_warshall"
STATEMENT = """\
`weights` is a square table (a list of rows) that describes a directed graph: weights[i][j] is the integer weight of
the edge from vertex i to vertex j, or None if there is no such edge. The entries weights[i][i] are None. Weights may
be negative, but no cycle has a negative sum.

Return a table of the same shape whose entry in row i and column j is the smallest sum of weights on a path from i to
j: 0 on the diagonal, None where no path exists. The argument is left as it is.
"""
TAGS = ("graphs", "shortest paths", "dynamic programming", "matrices")


def boundary() -> list[tuple]:
    return [
        ([],),
        ([[None]],),
        ([[None, None], [None, None]],),
        ([[None, 4], [-4, None]],),
        ([[None, 1, 10], [None, None, 1], [None, None, None]],),
        ([[None, 10**9, 1], [1, None, 10**9], [10**9, 1, None]],),
    ]


def generate(rng: random.Random) -> tuple:
    size = rng.randint(3, 5)
    density = rng.choice([0.4, 0.6, 0.9])
    # A height for each vertex: going up costs more, going down less, and no cycle can gain by it.
    height = [rng.randint(0, 5) for _ in range(size)]

    def draw(start: int, end: int) -> int | None:
        if start == end or rng.random() > density:
            return None
        return rng.randint(0, 9) + height[end] - height[start]

    return ([[draw(start, end) for end in range(size)] for start in range(size)],)


def answer(weights: list[list[int | None]]) -> list[list[int | None]]:
    everyone = range(len(weights))
    table: list[list[int | None]] = [[0 if start == end else None for end in everyone] for start in everyone]
    for stops in range(2, len(weights) + 1):
        for path in permutations(everyone, stops):
            edges = [weights[a][b] for a, b in pairwise(path)]
            if None not in edges:
                known = table[path[0]][path[-1]]
                table[path[0]][path[-1]] = sum(edges) if known is None else min(known, sum(edges))
    return table
