"""The longest run of equal heights on a hiking path."""

import random
from itertools import groupby

TITLE = "Longest plateau"
ENTRY_POINT = "stdin"
STATEMENT = """The heights along a path are given on one line. A plateau is a run of equal heights next to each other. Print
the position (counted from 1) at which the longest plateau begins, its length, and its height; of several longest ones
take the first."""
TAGS = ("arrays",)


def boundary() -> list[str]:
    return ["5\n", "1 1\n", "1 2 3\n", "1 2 2 3 3\n", "4 4 4 1 1 1\n"]


def generate(rng: random.Random) -> str:
    return " ".join(str(rng.randint(1, 3)) for _ in range(rng.randint(1, 12))) + "\n"


def answer(text: str) -> str:
    plateaus, at = [], 1
    for height, run in groupby(text.split()):
        length = len(list(run))
        plateaus.append((-length, at, height))
        at += length
    length, at, height = min(plateaus, key=lambda entry: entry[:2])
    return f"{at} {-length} {height}"
