"""Counting ways to seat guests at two tables."""

import random

TITLE = "Seating plan"
ENTRY_POINT = "stdin"
STATEMENT = """n guests sit at two different tables of any size (a table may stay empty). m pairs of guests must not share a
table. The first line holds n and m, each further line a pair (two different guests, numbered from 1). Print the number
of allowed plans."""
TAGS = ("backtracking", "recursion")


def boundary() -> list[str]:
    return ["1 0\n", "2 1\n1 2\n", "3 3\n1 2\n2 3\n1 3\n", "2 2\n1 2\n2 1\n"]


def generate(rng: random.Random) -> str:
    n = rng.randint(2, 5)
    m = rng.randint(1, 6)
    pairs = [rng.sample(range(1, n + 1), 2) for _ in range(m)]
    return f"{n} {m}\n" + "".join(f"{a} {b}\n" for a, b in pairs)


def answer(text: str) -> str:
    n, _, *numbers = map(int, text.split())
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    plans = (mask for mask in range(2**n) if all((mask >> a - 1 ^ mask >> b - 1) & 1 for a, b in pairs))
    return str(sum(1 for _ in plans))
