"""Exact chances for the sum of different dice."""

from collections import Counter
from fractions import Fraction
from itertools import product
from math import prod

TITLE = "The sum of unequal dice"
ENTRY_POINT = "chance_of_at_least"
STATEMENT = """
Fair dice are thrown together; die i has the faces 1 to dice_sides[i] (1 to 12 faces, at most 4 dice). Write
`chance_of_at_least(dice_sides, target)` that returns a pair: the probability that the sum of the faces is at least
`target`, as a text in lowest terms such as "5/12" ("0" and "1" for impossible and certain), and the most likely sum,
the smallest one if several are equally likely. Without dice the sum is 0.
"""
TAGS = ("probability", "dice", "dynamic-programming", "fractions")


def boundary():
    return [([], 0), ([], 1), ([6], 6), ([6, 6], 2), ([6, 6], 13), ([1, 1, 1], 3), ([4, 12], -5), ([2, 2, 2, 2], 6)]


def generate(rng):
    dice = [rng.choice((2, 3, 4, 6, 8)) for _ in range(rng.randint(1, 3))]
    return (dice, rng.randint(len(dice), sum(dice) + 1))


def answer(dice_sides, target):
    throws = [sum(faces) for faces in product(*(range(1, sides + 1) for sides in dice_sides))]
    chance = Fraction(sum(total >= target for total in throws), prod(dice_sides))
    counts = Counter(throws)
    return (str(chance), min(counts, key=lambda total: (-counts[total], total)))
