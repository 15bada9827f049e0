"""The fewest coins for an amount."""

import random

TITLE = "Vending machine change"
ENTRY_POINT = "stdin"
STATEMENT = """A vending machine gives change with coins of given values, as many of each as it likes. The first line
holds the amount, the second the coin values. Print the smallest number of coins that add up to the amount, or
"impossible"."""
TAGS = ("dynamic programming",)


def boundary() -> list[str]:
    return ["0\n3\n", "1\n2\n", "7\n7\n", "6\n1 3 4\n", "11\n5 2\n"]


def generate(rng: random.Random) -> str:
    coins = rng.sample(range(1, 10), rng.randint(1, 3))
    return f"{rng.randint(0, 24)}\n{' '.join(map(str, coins))}\n"


def answer(text: str) -> str:
    amount, *coins = map(int, text.split())
    reached, steps = {0}, 0
    while amount not in reached and steps <= amount:
        reached |= {value + coin for value in reached for coin in coins if value + coin <= amount}
        steps += 1
    return str(steps) if amount in reached else "impossible"
