"""The longest stay that a budget pays for."""

import random
from itertools import combinations

TITLE = "Parking meter"
ENTRY_POINT = "stdin"
STATEMENT = """A car park charges a different price in each of n hours. A driver has a budget and wants to stay for as
many consecutive hours as possible; the sum of their prices must not exceed the budget. The first line holds n and the
budget, the second the n prices (positive). Print the largest number of consecutive hours that can be paid for; it may
be 0."""
TAGS = ("two pointers", "prefix sums")


def boundary() -> list[str]:
    return ["1 5\n6\n", "1 6\n6\n", "4 100\n1 2 3 4\n", "3 1\n2 2 2\n", "5 3\n1 1 1 1 1\n"]


def generate(rng: random.Random) -> str:
    n = rng.randint(1, 9)
    prices = [rng.randint(1, 9) for _ in range(n)]
    return f"{n} {rng.randint(1, 25)}\n{' '.join(map(str, prices))}\n"


def answer(text: str) -> str:
    n, budget, *prices = map(int, text.split())
    ends = [(a, b) for a, b in combinations(range(n + 1), 2) if sum(prices[a:b]) <= budget]
    return str(max((b - a for a, b in ends), default=0))
