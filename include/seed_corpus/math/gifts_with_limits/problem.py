"""Distributing equal gifts with an upper limit for everybody, by inclusion and exclusion."""

from itertools import product

TITLE = "Gifts with limits"
ENTRY_POINT = "count_distributions"
STATEMENT = """
A number of equal gifts (0 to 40) is distributed among children. Child i gets at least 0 and at most limits[i] gifts
(0 <= limits[i] <= 6, at most 4 children). All gifts are given away, the children are told apart, the gifts are not.
Write `count_distributions(gifts, limits)` that returns the number of ways. Without children there is one way for 0
gifts and none otherwise.
"""
TAGS = ("combinatorics", "inclusion-exclusion", "bitmask")


def boundary():
    return [(0, []), (1, []), (0, [0, 0]), (5, [5]), (6, [5]), (9, [3, 3, 3]), (10, [3, 3, 3]), (4, [6, 6, 6, 6])]


def generate(rng):
    limits = [rng.randint(0, 6) for _ in range(rng.randint(2, 4))]
    return (rng.randint(0, sum(limits)), limits)


def answer(gifts, limits):
    return sum(sum(shares) == gifts for shares in product(*(range(limit + 1) for limit in limits)))
