"""How many stages a festival needs."""

import random

TITLE = "Festival stages"
ENTRY_POINT = "stdin"
STATEMENT = """Each concert of a festival has a start and an end hour (start < end) and needs a stage of its own for that
time; a stage is free again at the end hour. The first line holds the number of concerts, each further line the start
and the end of one. Print the smallest number of stages."""
TAGS = ("heap", "intervals")


def boundary() -> list[str]:
    return ["1\n0 1\n", "2\n0 1\n1 2\n", "2\n0 2\n1 3\n", "3\n5 9\n5 9\n5 9\n", "3\n0 10\n2 3\n3 4\n"]


def generate(rng: random.Random) -> str:
    n = rng.randint(1, 8)
    lines = []
    for _ in range(n):
        start = rng.randint(0, 20)
        lines.append(f"{start} {start + rng.randint(1, 8)}")
    return f"{n}\n" + "\n".join(lines) + "\n"


def answer(text: str) -> str:
    numbers = list(map(int, text.split()))[1:]
    spans = list(zip(numbers[::2], numbers[1::2], strict=True))
    return str(max(sum(a <= hour < b for a, b in spans) for hour in range(40)))
