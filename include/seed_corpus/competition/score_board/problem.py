"""Who led after each round, and how often that changed."""

import random
from itertools import accumulate

TITLE = "Score board"
ENTRY_POINT = "stdin"
STATEMENT = """Players score points in rounds. The first line holds the number of rounds and of players, each further line
the points of all players in one round. After each round the leader is the player (from 1) with the largest total, or 0 if
several share it. Print the leaders on one line and on a second line how often the leader changed from one round to the
next."""
TAGS = ("simulation", "arrays")


def boundary() -> list[str]:
    return ["1 1\n5\n", "1 2\n3 3\n", "2 2\n1 0\n0 2\n", "3 2\n0 0\n0 0\n1 0\n"]


def generate(rng: random.Random) -> str:
    rounds, players = rng.randint(1, 5), rng.randint(1, 4)
    rows = [" ".join(str(rng.randint(-2, 6)) for _ in range(players)) for _ in range(rounds)]
    return f"{rounds} {players}\n" + "\n".join(rows) + "\n"


def answer(text: str) -> str:
    rows = [list(map(int, line.split())) for line in text.strip().split("\n")[1:]]
    columns = [list(accumulate(column)) for column in zip(*rows, strict=True)]
    leaders = []
    for totals in zip(*columns, strict=True):
        order = sorted(totals, reverse=True)
        leaders.append(0 if order[:1] == order[1:2] else totals.index(order[0]) + 1)
    changes = len([i for i in range(1, len(leaders)) if leaders[i] != leaders[i - 1]])
    return f"{' '.join(map(str, leaders))}\n{changes}"
