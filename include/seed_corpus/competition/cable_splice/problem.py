"""Joining cables at the least cost."""

import random
from functools import cache
from itertools import combinations

TITLE = "Cable splice"
ENTRY_POINT = "stdin"
STATEMENT = """Cables are joined two at a time; joining two costs the sum of their lengths and gives one cable of that
length. The first line holds the number of cables, the second their lengths. Print the smallest total cost of ending with
a single cable."""
TAGS = ("greedy", "heap")


def boundary() -> list[str]:
    return ["1\n7\n", "2\n1 1\n", "3\n1 2 3\n", "4\n5 5 5 5\n", "5\n1 1 1 1 100\n"]


def generate(rng: random.Random) -> str:
    n = rng.randint(1, 5)
    return f"{n}\n{' '.join(str(rng.randint(1, 30)) for _ in range(n))}\n"


@cache
def _cheapest(lengths: tuple[int, ...]) -> int:
    if len(lengths) == 1:
        return 0
    costs = []
    for i, j in combinations(range(len(lengths)), 2):
        rest = [lengths[k] for k in range(len(lengths)) if k not in {i, j}]
        joined = lengths[i] + lengths[j]
        costs.append(joined + _cheapest(tuple(sorted([*rest, joined]))))
    return min(costs)


def answer(text: str) -> str:
    _, *lengths = map(int, text.split())
    return str(_cheapest(tuple(sorted(lengths))))
