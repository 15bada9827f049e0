"""The smallest solution of a x + b y = c by the extended Euclidean algorithm."""

TITLE = "A linear equation in whole numbers"
ENTRY_POINT = "solve_equation"
STATEMENT = """
Given whole numbers a >= 1, b >= 1 and c (any sign), find whole numbers x and y with a*x + b*y = c such that x is at
least 0 and as small as possible (y may be negative). Write `solve_equation(a, b, c)` that returns the pair (x, y), or
None if the equation has no solution in whole numbers.
"""
TAGS = ("number-theory", "gcd", "diophantine", "recursion")


def boundary():
    return [(1, 1, 0), (6, 9, 3), (6, 9, 4), (7, 5, -11), (1, 500, 499), (500, 1, 7), (144, 89, 1), (30, 42, 0)]


def generate(rng):
    return (rng.randint(2, 400), rng.randint(2, 400), rng.randint(-300, 900) * rng.choice((1, 1, 2, 6)))


def answer(a, b, c):
    for x in range(b):
        if (c - a * x) % b == 0:
            return (x, (c - a * x) // b)
    return None
