"""The best day to buy and the best day to sell."""

import random

TITLE = "Market days"
ENTRY_POINT = "stdin"
STATEMENT = """The prices of one good on consecutive days are given on one line. Buy on one day and sell on a later one. Print
the largest profit and the days (from 1) of buying and selling; of several best choices take the earliest selling day, and
of those the earliest buying day. If no profit can be made, print "no profit"."""
TAGS = ("arrays", "greedy")


def boundary() -> list[str]:
    return ["5\n", "5 5\n", "9 7 3\n", "1 2 1 2\n", "3 8 1 6\n"]


def generate(rng: random.Random) -> str:
    return " ".join(str(rng.randint(1, 15)) for _ in range(rng.randint(1, 10))) + "\n"


def answer(text: str) -> str:
    prices = list(map(int, text.split()))
    days = range(len(prices))
    choices = [(prices[buy] - prices[sell], sell + 1, buy + 1) for sell in days for buy in range(sell)]
    loss, sell, buy = min(choices, default=(0, 0, 0))
    return f"{-loss} {buy} {sell}" if loss < 0 else "no profit"
