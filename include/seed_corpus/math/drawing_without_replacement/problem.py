"""Red balls drawn without replacement: a tree of chances."""

from fractions import Fraction
from math import comb

TITLE = "Red balls from an urn"
ENTRY_POINT = "urn_report"
STATEMENT = """
An urn contains `red` red and `blue` blue balls. `draws` balls are drawn one after the other without putting them
back; 0 <= draws <= 4 and draws <= red + blue. Write `urn_report(red, blue, draws)` that returns the list of the pairs
(number of red balls drawn, probability) for every number that is possible, in ascending order. The probability is a
text in lowest terms such as "3/10", or "1" if it is certain.
"""
TAGS = ("probability", "recursion", "fractions")


def boundary():
    return [(0, 0, 0), (1, 0, 1), (0, 3, 3), (2, 2, 4), (9, 1, 3), (5, 5, 1), (1, 7, 4)]


def generate(rng):
    red, blue = rng.randint(1, 15), rng.randint(1, 15)
    return (red, blue, min(rng.choice((2, 3, 3)), red + blue))


def answer(red, blue, draws):
    chances = [(k, Fraction(comb(red, k) * comb(blue, draws - k), comb(red + blue, draws))) for k in range(draws + 1)]
    return [(k, str(chance)) for k, chance in chances if chance]
