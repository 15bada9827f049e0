"""Whole-number roots of a polynomial by splitting off factors."""

from itertools import pairwise

TITLE = "Splitting off whole-number roots"
ENTRY_POINT = "integer_roots"
STATEMENT = """
A polynomial is given by the list of its whole-number coefficients from the highest power to the constant term; the
first one is not 0 and the list has 1 to 5 entries, none larger than 100 in absolute value. Write
`integer_roots(coefficients)` that returns a pair: the ascending list of all whole-number roots, each as often as its
multiplicity, and the coefficient list (again from the highest power) of the polynomial that is left after dividing by
(x - r) for every root r of the list.
"""
TAGS = ("algebra", "polynomials", "horner")


def boundary():
    return [
        ([7],),
        ([2, 6],),
        ([2, 5],),
        ([1, 0, 0, 0, 0],),
        ([1, -2, 1],),
        ([1, 0, 1],),
        ([3, 0, -12],),
        ([-1, 0, 5, 0, -4],),
    ]


def generate(rng):
    def times(left, right):
        product = [0] * (len(left) + len(right) - 1)
        for i, a in enumerate(left):
            for j, b in enumerate(right):
                product[i + j] += a * b
        return product

    while True:
        polynomial = [rng.choice((1, 1, -1, 2, 3))]
        for _ in range(rng.randint(1, 3)):
            polynomial = times(polynomial, [1, rng.randint(-5, 5)])
        if rng.random() < 0.4 and len(polynomial) < 4:
            polynomial = times(polynomial, [1, rng.randint(-2, 2), rng.randint(1, 4)])
        if max(map(abs, polynomial)) <= 60:
            return (polynomial,)


def answer(coefficients):
    # A root of multiplicity m is a common root of the polynomial and its first m - 1 derivatives.
    def value(polynomial, x):
        return sum(c * x**power for power, c in enumerate(reversed(polynomial)))

    def derivative(polynomial):
        degree = len(polynomial) - 1
        return [c * (degree - i) for i, c in enumerate(polynomial[:-1])]

    roots = []
    for x in range(-100, 101):
        current = coefficients
        while current and value(current, x) == 0:
            roots.append(x)
            current = derivative(current)
    # The quotient has degree d; its values at d + 1 points outside of the roots fix it (Newton's differences).
    degree = len(coefficients) - 1 - len(roots)
    points = list(range(101, 102 + degree))
    table = []
    for x in points:
        divisor = 1
        for root in roots:
            divisor *= x - root
        table.append(value(coefficients, x) // divisor)
    newton = []
    for level in range(degree + 1):
        newton.append(table[0])
        table = [(b - a) // (level + 1) for a, b in pairwise(table)]
    quotient = [0]
    for top, x in zip(reversed(newton), reversed(points), strict=True):
        shifted = [*quotient, 0]
        for i, c in enumerate(quotient):
            shifted[i + 1] -= c * x
        shifted[-1] += top
        quotient = shifted
    return (roots, quotient[-(degree + 1) :])
