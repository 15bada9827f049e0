"""Dividing money in a given ratio without losing a cent."""

from fractions import Fraction
from itertools import combinations

TITLE = "Splitting a prize to the cent"
ENTRY_POINT = "solve"
STATEMENT = """
A prize of `amount_cents` cents (0 or more) is divided among players in the ratio of the positive whole numbers
`weights` (at least one player). The exact shares are rarely whole cents, so each player gets either the exact share
rounded down or one cent more, and all shares together give exactly the amount. The extra cents are given so that the
sum of the distances between what the players get and their exact shares is as small as possible; if several ways are
equally good, the extra cents go to players further to the front of the list. Nobody whose exact share is whole gets
an extra cent. Write `solve(amount_cents, weights)` that returns the list of shares in the order of `weights`.
"""
TAGS = ("word-problem", "money", "ratio", "rounding")


def boundary():
    return [
        (0, [3, 4]),
        (100, [1]),
        (100, [1, 1, 1]),
        (10, [5, 5, 5, 5]),
        (2, [1, 1, 1]),
        (1000, [7, 13, 80]),
        (1, [1, 2, 3]),
    ]


def generate(rng):
    return (rng.randint(1, 5000), [rng.randint(1, 20) for _ in range(rng.randint(2, 7))])


def answer(amount_cents, weights):
    exact = [Fraction(amount_cents * weight, sum(weights)) for weight in weights]
    floors = [share.numerator // share.denominator for share in exact]
    extra = amount_cents - sum(floors)
    best = None
    # combinations() yields index sets that favour the front first, so a strict comparison keeps the right tie.
    for lucky in combinations(range(len(weights)), extra):
        shares = [floor + (index in lucky) for index, floor in enumerate(floors)]
        distance = sum(abs(share - wish) for share, wish in zip(shares, exact, strict=True))
        if best is None or distance < best[0]:
            best = (distance, shares)
    return best[1]
