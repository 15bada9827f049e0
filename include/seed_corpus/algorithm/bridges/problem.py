import random

TITLE = "Bridges of a road network"
ENTRY_POINT = "bridges"
STATEMENT = """\
`count` towns are numbered 0 … count-1. `edges` is the list of roads between them, pairs [a, b] with a != b, each
usable in both directions; two towns may be joined by several roads, and some towns may not be reachable from others.
A road is a bridge if without it some two towns that were connected before are not connected any more.

Return the positions (counted from 0) in `edges` of all bridges, in ascending order.
"""
TAGS = ("graphs", "depth-first search", "connectivity")


def boundary() -> list[tuple]:
    return [
        (1, []),
        (3, []),
        (2, [[0, 1]]),
        (2, [[0, 1], [1, 0]]),
        (4, [[0, 1], [1, 2], [2, 3], [3, 0]]),
        (5, [[0, 1], [1, 2], [2, 3], [3, 4]]),
        (6, [[0, 1], [1, 2], [2, 0], [2, 3], [3, 4], [4, 5], [5, 3]]),
    ]


def generate(rng: random.Random) -> tuple:
    count = rng.randint(3, 8)
    return (count, [rng.sample(range(count), 2) for _ in range(rng.randint(2, count + 1))])


def answer(count: int, edges: list[list[int]]) -> list[int]:
    def is_connected(start: int, goal: int, roads: list[list[int]]) -> bool:
        reached = {start}
        for _ in range(count):
            reached |= {town for road in roads if reached & set(road) for town in road}
        return goal in reached

    def without(position: int) -> list[list[int]]:
        return edges[:position] + edges[position + 1 :]

    return [p for p, (a, b) in enumerate(edges) if not is_connected(a, b, without(p))]
