"""Walking through a Farey sequence term by term."""

from fractions import Fraction

TITLE = "All fractions with small denominators, in order"
ENTRY_POINT = "farey_term"
STATEMENT = """
Take all different fractions from 0 to 1 whose denominator in lowest terms is at most `order` (1 to 25), sort them in
ascending order and number them from 0. Write `farey_term(order, index)` with index >= 0 that returns fraction number
`index` as a text "numerator/denominator" in lowest terms; 0 is "0/1" and 1 is "1/1". If there are not so many
fractions, return None.
"""
TAGS = ("sequences", "fractions", "farey")


def boundary():
    return [(1, 0), (1, 1), (1, 2), (5, 10), (5, 11), (25, 0), (25, 100)]


def generate(rng):
    order = rng.randint(4, 22)
    return (order, rng.randint(3, 3 + order * order // 3))


def answer(order, index):
    fractions = sorted({Fraction(top, bottom) for bottom in range(1, order + 1) for top in range(bottom + 1)})
    if index >= len(fractions):
        return None
    return f"{fractions[index].numerator}/{fractions[index].denominator}"
