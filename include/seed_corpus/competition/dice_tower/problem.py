"""In how many ways dice show a sum."""

import random
from itertools import product
from math import comb

TITLE = "Dice tower"
ENTRY_POINT = "stdin"
STATEMENT = """n different dice with faces 1 to 6 are thrown. The input is one line with n and a target. Print in how many
ways the faces can add up to the target."""
TAGS = ("dynamic programming", "counting")


def boundary() -> list[str]:
    return ["1 1\n", "1 7\n", "2 7\n", "3 18\n", "3 2\n"]


def generate(rng: random.Random) -> str:
    n = rng.randint(1, 8)
    return f"{n} {rng.randint(1, 6 * n + 7)}\n"


def answer(text: str) -> str:
    n, target = map(int, text.split())
    if n <= 4:
        return str(sum(sum(faces) == target for faces in product(range(1, 7), repeat=n)))
    rest = target - n  # inclusion and exclusion over faces above 6
    return str(
        sum((-1) ** k * comb(n, k) * comb(rest - 6 * k + n - 1, n - 1) for k in range(rest // 6 + 1))
        if rest >= 0
        else 0
    )
