import random

TITLE = "Shortest route (Dijkstra)"
ENTRY_POINT = "dijkstra"
STATEMENT = """\
`roads` is a dict from towns (strings) to dicts: roads[a][b] is the length, a positive integer, of the one-way road
from town a to town b, and no road leads from a town to itself. A town without outgoing roads may be absent from
`roads`.

Return a tuple of the length of the shortest route from `start` to `goal` and the route itself, as the list of its
towns from `start` to `goal`. If several routes are shortest, choose backwards: of the towns that can stand directly
before `goal` on a shortest route take the first in the alphabet, and go on in the same way with the town before that
one. If there is no route, return None.
"""
TAGS = ("graphs", "shortest paths", "heap", "greedy")


def boundary() -> list[tuple]:
    return [
        ({}, "a", "a"),
        ({}, "a", "b"),
        ({"a": {"b": 3}}, "b", "a"),
        ({"a": {"b": 1, "c": 1}, "b": {"d": 1}, "c": {"d": 1}}, "a", "d"),
        ({"a": {"b": 10**9}, "b": {"c": 10**9}}, "a", "c"),
        ({"s": {"z": 1, "b": 2}, "z": {"b": 1}, "b": {"t": 1}}, "s", "t"),
        ({"a": {"b": 2}, "b": {"a": 2}}, "a", "a"),
    ]


def generate(rng: random.Random) -> tuple:
    towns = list("abcdefg"[: rng.randint(4, 7)])
    longest = rng.choice([3, 9])
    roads: dict[str, dict[str, int]] = {}
    for town in towns:
        others = rng.sample([other for other in towns if other != town], rng.randint(1, 3))
        roads[town] = {other: rng.randint(1, longest) for other in others}
    return (roads, *rng.sample(towns, 2))


def answer(roads: dict[str, dict[str, int]], start: str, goal: str) -> tuple[int, list[str]] | None:
    routes: list[tuple[int, list[str]]] = []

    def extend(backwards: list[str], length: int) -> None:
        if backwards[-1] == start:
            routes.append((length, backwards))
            return
        for town, ways in roads.items():
            if backwards[-1] in ways and town not in backwards:
                extend([*backwards, town], length + ways[backwards[-1]])

    extend([goal], 0)
    if not routes:
        return None
    length, backwards = min(routes)
    return length, backwards[::-1]
