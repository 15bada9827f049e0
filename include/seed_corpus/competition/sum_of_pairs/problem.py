"""All pairs of different numbers with a given sum."""

import random

TITLE = "Pairs with a sum"
ENTRY_POINT = "stdin"
STATEMENT = """Given n different whole numbers and a target, print every pair of two of them whose sum is the target, the
smaller number first, pairs in order of their smaller number, one a line; print "none" if there is no such pair. The
first line holds n and the target, the second the numbers."""
TAGS = ("two pointers", "sorting")


def boundary() -> list[str]:
    return ["1 4\n2\n", "2 5\n2 3\n", "4 0\n-1 1 -2 2\n", "3 100\n1 2 3\n"]


def generate(rng: random.Random) -> str:
    n = rng.randint(1, 9)
    values = rng.sample(range(-8, 13), n)
    return f"{n} {rng.randint(-6, 16)}\n{' '.join(map(str, values))}\n"


def answer(text: str) -> str:
    _, target, *values = map(int, text.split())
    pairs = sorted({(a, target - a) for a in values if target - a in set(values) and a < target - a})
    return "\n".join(f"{a} {b}" for a, b in pairs) or "none"
