"""How much rain stays between walls."""

import random

TITLE = "Rain between walls"
ENTRY_POINT = "stdin"
STATEMENT = """Walls of width 1 stand side by side; their heights are given on one line. It rains. Print how many units of
water stay between them (water runs off at both ends)."""
TAGS = ("two pointers",)


def boundary() -> list[str]:
    return ["3\n", "1 2\n", "2 0 2\n", "3 2 1\n", "0 0 0\n", "4 1 3 1 5\n"]


def generate(rng: random.Random) -> str:
    return " ".join(str(rng.randint(0, 6)) for _ in range(rng.randint(1, 11))) + "\n"


def answer(text: str) -> str:
    walls = list(map(int, text.split()))
    return str(sum(min(max(walls[: i + 1]), max(walls[i:])) - wall for i, wall in enumerate(walls)))
