"""In how many ways dice show a sum."""

import random
from itertools import product

TITLE = "Dice tower"
ENTRY_POINT = "stdin"
STATEMENT = """n different dice with faces 1 to f are thrown. The input is one line with n, f and a target. Print in how many
ways the faces can add up to the target."""
TAGS = ("dynamic programming", "counting")


def boundary() -> list[str]:
    return ["1 6 1\n", "1 6 7\n", "2 6 7\n", "3 6 18\n", "3 6 2\n", "4 1 4\n"]


def generate(rng: random.Random) -> str:
    n, faces = rng.randint(1, 4), rng.randint(2, 8)
    return f"{n} {faces} {rng.randint(1, n * faces + 2)}\n"


def answer(text: str) -> str:
    n, faces, target = map(int, text.split())
    return str(sum(sum(shown) == target for shown in product(range(1, faces + 1), repeat=n)))
