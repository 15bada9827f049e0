"""How many buses a traveller has to take."""

import random
from itertools import permutations

TITLE = "Bus transfers"
ENTRY_POINT = "stdin"
STATEMENT = """Stops are numbered from 1. Each bus line serves a set of stops and brings a passenger from any of them to any
other. The first line holds the number of stops and of bus lines, each further line the stops of one bus line, the last
line the stop of departure and the destination. Print the smallest number of buses to take (0 if the traveller is there
already), or -1."""
TAGS = ("graph", "breadth-first search")


def boundary() -> list[str]:
    return ["3 1\n1 2\n2 2\n", "3 1\n1 2\n1 2\n", "3 1\n1 2\n1 3\n", "4 2\n1 2\n2 3 4\n1 4\n"]


def generate(rng: random.Random) -> str:
    stops, lines = rng.randint(2, 7), rng.randint(1, 4)
    routes = [sorted(rng.sample(range(1, stops + 1), rng.randint(2, min(3, stops)))) for _ in range(lines)]
    body = "\n".join(" ".join(map(str, route)) for route in routes)
    return f"{stops} {lines}\n{body}\n{rng.randint(1, stops)} {rng.randint(1, stops)}\n"


def answer(text: str) -> str:
    rows = [list(map(int, line.split())) for line in text.strip().split("\n")]
    routes, (start, goal) = [set(row) for row in rows[1:-1]], rows[-1]
    if start == goal:
        return "0"
    for count in range(1, len(routes) + 1):
        for chain in permutations(routes, count):
            meets = all(a & b for a, b in zip(chain, chain[1:], strict=False))
            if meets and start in chain[0] and goal in chain[-1]:
                return str(count)
    return "-1"
