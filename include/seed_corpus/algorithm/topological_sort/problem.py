import random
from itertools import permutations

TITLE = "Topological sort"
ENTRY_POINT = "topological_sort"
STATEMENT = """\
There are `count` jobs numbered 0 … count-1, and a list `edges` of pairs [before, after]: job `before` has to be
finished before job `after` begins. A pair may occur twice.

Return an order of all jobs, as a list, in which every such demand is met. If several orders do, return the one that
comes first in dictionary order (smallest first job, then smallest second job, and so on). If the demands contradict
each other, return None.
"""
TAGS = ("graphs", "topological order", "heap")


def boundary() -> list[tuple]:
    return [
        (0, []),
        (1, []),
        (4, []),
        (2, [[0, 1], [1, 0]]),
        (1, [[0, 0]]),
        (5, [[4, 3], [3, 2], [2, 1], [1, 0]]),
        (3, [[2, 0], [2, 0]]),
        (4, [[0, 1], [1, 2], [2, 1]]),
    ]


def generate(rng: random.Random) -> tuple:
    count = rng.randint(3, 6)
    rank = rng.sample(range(count), count)
    edges = []
    for _ in range(rng.randint(2, 8)):
        low, high = sorted(rng.sample(range(count), 2))
        edges.append([rank[low], rank[high]])
    if rng.random() < 0.15:
        edges.append(edges[0][::-1])
    return (count, edges)


def answer(count: int, edges: list[list[int]]) -> list[int] | None:
    for order in permutations(range(count)):
        if all(order.index(before) < order.index(after) for before, after in edges):
            return list(order)
    return None
