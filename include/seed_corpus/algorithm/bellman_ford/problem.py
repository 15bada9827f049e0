import random

TITLE = "Shortest paths with negative weights (Bellman-Ford)"
ENTRY_POINT = "bellman_ford"
STATEMENT = """\
A directed graph has the vertices 0 … count-1; `edges` lists its edges as [start, end, weight] with an integer weight
that may be negative. The length of a walk is the sum of the weights of its edges; the walk without edges has length
0.

Return a list with the smallest length of a walk from the vertex `source` to each vertex, with None for vertices that
cannot be reached. If some walk from `source` reaches a cycle of negative length, there is no smallest length for the
vertices behind it: return None instead of the list.
"""
TAGS = ("graphs", "shortest paths", "negative weights")


def boundary() -> list[tuple]:
    return [
        (1, [], 0),
        (1, [[0, 0, -1]], 0),
        (1, [[0, 0, 0]], 0),
        (3, [[1, 2, 4]], 0),
        (3, [[0, 1, 2], [1, 0, -2], [1, 2, 5]], 0),
        (4, [[0, 1, 1], [2, 3, -5], [3, 2, 1]], 0),
        (4, [[3, 2, 1], [2, 1, 1], [1, 0, -10]], 3),
        (3, [[0, 1, 10**9], [1, 2, -(10**9)], [0, 2, 1]], 0),
    ]


def generate(rng: random.Random) -> tuple:
    count = rng.randint(3, 5)
    lowest = rng.choice([-4, -2, -1])
    edges = [[*rng.sample(range(count), 2), rng.randint(lowest, 9)] for _ in range(rng.randint(3, 9))]
    return (count, edges, rng.randrange(count))


def answer(count: int, edges: list[list[int]], source: int) -> list[int | None] | None:
    lengths: dict[int, list[int]] = {vertex: [] for vertex in range(count)}
    cycles: list[int] = []

    # Without a negative cycle a shortest walk visits no vertex twice: try all such walks.
    def walk(trail: list[tuple[int, int]], length: int) -> None:
        vertex = trail[-1][0]
        lengths[vertex].append(length)
        for start, end, weight in edges:
            if start != vertex:
                continue
            before = [passed for visited, passed in trail if visited == end]
            if before:
                cycles.append(length + weight - before[0])
            else:
                walk([*trail, (end, length + weight)], length + weight)

    walk([(source, 0)], 0)
    if any(cycle < 0 for cycle in cycles):
        return None
    return [min(lengths[vertex], default=None) for vertex in range(count)]
