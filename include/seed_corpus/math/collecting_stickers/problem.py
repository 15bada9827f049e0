"""The expected number of packets until a sticker collection is complete."""

from fractions import Fraction
from functools import cache

TITLE = "Until the collection is complete"
ENTRY_POINT = "expected_packets"
STATEMENT = """
Every packet contains one sticker; sticker i is in it with probability weights[i] divided by the sum of all weights,
independently of the other packets. The weights are whole numbers of at least 1, and there are 0 to 6 different
stickers. Write `expected_packets(weights)` that returns the expected number of packets that one has to buy until one
owns every sticker, as a text in lowest terms such as "11/2", or a whole number such as "3" ("0" without stickers).
"""
TAGS = ("probability", "expectation", "inclusion-exclusion", "fractions")


def boundary():
    return [([],), ([4],), ([1, 1],), ([1, 1, 1],), ([1, 9],), ([1, 2, 3, 4, 5, 6],)]


def generate(rng):
    return ([rng.randint(1, 9) for _ in range(rng.randint(2, 5))],)


def answer(weights):
    total = sum(weights)

    @cache
    def packets_left(missing):
        # Wait for any missing sticker, then go on without the one that came.
        if not missing:
            return Fraction(0)
        useful = sum(weights[sticker] for sticker in missing)
        expected = Fraction(total, useful)
        for sticker in missing:
            expected += Fraction(weights[sticker], useful) * packets_left(missing - {sticker})
        return expected

    return str(packets_left(frozenset(range(len(weights)))))
