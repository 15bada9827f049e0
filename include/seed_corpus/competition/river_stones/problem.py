"""The cheapest way across a river on stones."""

import random

TITLE = "River stones"
ENTRY_POINT = "stdin"
STATEMENT = """A frog crosses a river on n stones in a row. From a stone it jumps to the next one, at the cost of the
difference of their heights, or to the one after that, at the cost of the difference plus 1. The first line holds n, the
second the heights. Print the smallest cost of getting from the first stone to the last."""
TAGS = ("dynamic programming",)


def boundary() -> list[str]:
    return ["1\n5\n", "2\n1 9\n", "3\n1 9 1\n", "3\n4 4 4\n", "4\n9 1 1 9\n"]


def generate(rng: random.Random) -> str:
    n = rng.randint(1, 10)
    return f"{n}\n{' '.join(str(rng.randint(0, 20)) for _ in range(n))}\n"


def answer(text: str) -> str:
    n, *heights = map(int, text.split())

    def cheapest(at: int) -> int:
        if at == n - 1:
            return 0
        ways = [abs(heights[at] - heights[at + 1]) + cheapest(at + 1)]
        if at + 2 < n:
            ways.append(abs(heights[at] - heights[at + 2]) + 1 + cheapest(at + 2))
        return min(ways)

    return str(cheapest(0))
