"""Counting measurements within bounds."""

import random

TITLE = "Tidal gate"
ENTRY_POINT = "stdin"
STATEMENT = """A gate recorded n water levels. Each of q questions gives two bounds, low <= high. The first line holds n
and q, the second the levels, each further line one question. For each question print how many recorded levels lie
between the bounds, both included."""
TAGS = ("binary search", "sorting")


def boundary() -> list[str]:
    return ["1 1\n5\n5 5\n", "1 1\n5\n6 9\n", "3 2\n2 2 2\n2 2\n1 1\n", "2 1\n-5 5\n-9 9\n"]


def generate(rng: random.Random) -> str:
    n, q = rng.randint(1, 8), rng.randint(1, 4)
    lines = [f"{n} {q}", " ".join(str(rng.randint(-9, 20)) for _ in range(n))]
    for _ in range(q):
        low = rng.randint(-10, 20)
        lines.append(f"{low} {low + rng.randint(0, 12)}")
    return "\n".join(lines) + "\n"


def answer(text: str) -> str:
    n, q, *rest = map(int, text.split())
    bounds = rest[n:]
    return "\n".join(str(sum(bounds[2 * i] <= v <= bounds[2 * i + 1] for v in rest[:n])) for i in range(q))
