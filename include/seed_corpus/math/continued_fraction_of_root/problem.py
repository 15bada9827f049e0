"""The periodic continued fraction of a square root."""

from decimal import Decimal, localcontext

TITLE = "The continued fraction of a square root"
ENTRY_POINT = "root_expansion"
STATEMENT = """
Every square root of a whole number n that is not a square can be written as w + 1/(a1 + 1/(a2 + 1/(a3 + ...))) with
whole numbers w, a1, a2, ... >= 1, and the sequence a1, a2, a3, ... repeats with a shortest period. Write
`root_expansion(n)` for 1 <= n <= 700 that returns the pair (w, list of the terms of one period starting with a1). If
n is a square, return (its root, []).
"""
TAGS = ("number-theory", "continued-fractions")


def boundary():
    return [(1,), (2,), (3,), (4,), (7,), (676,), (631,), (675,)]


def generate(rng):
    return (rng.randint(5, 700),)


def answer(n):
    # Read the terms off a decimal expansion that is long enough; the period ends with the first term 2w.
    with localcontext() as context:
        context.prec = 120
        root = Decimal(n).sqrt()
        whole = int(root)
        if whole * whole == n:
            return (whole, [])
        terms = []
        rest = root - whole
        while not terms or terms[-1] != 2 * whole:
            rest = 1 / rest
            terms.append(int(rest))
            rest -= terms[-1]
        return (whole, terms)
