"""Continuing a sequence with a table of differences."""

from fractions import Fraction

TITLE = "Continue the sequence"
ENTRY_POINT = "continue_sequence"
STATEMENT = """
`terms` holds the first n terms of a sequence of whole numbers (1 <= n <= 8), its positions being 0, 1, ..., n - 1.
There is exactly one polynomial of degree below n (or the zero polynomial) that takes these values at these positions.
Write `continue_sequence(terms, extra)` that returns the list of the values of this polynomial at the next `extra`
positions n, n + 1, ... (0 <= extra <= 6).
"""
TAGS = ("sequences", "differences", "polynomials")


def boundary():
    return [([5], 3), ([0, 0, 0], 2), ([1, 4, 9, 16], 4), ([3, -3], 2), ([1, 2, 4, 8, 16, 31], 1), ([7, 7], 0)]


def generate(rng):
    degree = rng.randint(1, 4)
    coefficients = [rng.randint(-4, 6) for _ in range(degree + 1)]
    length = degree + rng.randint(1, 3)
    terms = [sum(c * n**power for power, c in enumerate(coefficients)) for n in range(length)]
    if rng.random() < 0.2:
        terms[-1] += 1
    return (terms, rng.randint(1, 5))


def answer(terms, extra):
    # Lagrange's interpolation formula.
    def value_at(position):
        total = Fraction(0)
        for i, term in enumerate(terms):
            weight = Fraction(term)
            for j in range(len(terms)):
                if j != i:
                    weight *= Fraction(position - j, i - j)
            total += weight
        return int(total)

    return [value_at(len(terms) + step) for step in range(extra)]
