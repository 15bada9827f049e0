"""Fair shares for children in a row."""

import random

TITLE = "Fair shares"
ENTRY_POINT = "stdin"
STATEMENT = """Children sit in a row; each has a rating. Each gets at least one sweet, and whoever has a higher rating than a
neighbour gets more sweets than that neighbour. The first line holds the number of children, the second the ratings. Print
the smallest number of sweets needed, and on a second line how many each child then gets."""
TAGS = ("greedy",)


def boundary() -> list[str]:
    return ["1\n7\n", "2\n5 5\n", "3\n1 2 3\n", "3\n3 2 1\n", "5\n1 3 3 2 1\n"]


def generate(rng: random.Random) -> str:
    n = rng.randint(1, 10)
    return f"{n}\n{' '.join(str(rng.randint(1, 6)) for _ in range(n))}\n"


def answer(text: str) -> str:
    n, *ratings = map(int, text.split())
    shares = [1] * n
    changed = True
    while changed:  # raise whoever has too little until nobody has
        changed = False
        for i in range(n):
            for j in (i - 1, i + 1):
                if 0 <= j < n and ratings[i] > ratings[j] and shares[i] <= shares[j]:
                    shares[i], changed = shares[j] + 1, True
    return f"{sum(shares)}\n{' '.join(map(str, shares))}"
