"""The characteristic polynomial by the method of Faddeev and LeVerrier."""

from itertools import combinations, permutations
from math import prod

TITLE = "The characteristic polynomial"
ENTRY_POINT = "characteristic_coefficients"
STATEMENT = """
For a square matrix A of whole numbers (a list of 1 to 4 rows) the characteristic polynomial is the determinant of x *
I - A, where I is the identity matrix. Write `characteristic_coefficients(matrix)` that returns the list of its
coefficients, which are whole numbers, from the highest power of x (whose coefficient is 1) down to the constant term.
"""
TAGS = ("linear-algebra", "characteristic-polynomial", "trace")


def boundary():
    return [
        ([[0]],),
        ([[5]],),
        ([[0, 0], [0, 0]],),
        ([[0, -1], [1, 0]],),
        ([[2, 1], [0, 3]],),
        ([[1, 2, 3], [4, 5, 6], [7, 8, 9]],),
        ([[0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]],),
    ]


def generate(rng):
    size = rng.choice((2, 2, 3, 3, 4))
    return ([[rng.randint(-4, 5) for _ in range(size)] for _ in range(size)],)


def answer(matrix):
    # The coefficients are, up to sign, the sums of the determinants of all blocks around the diagonal.
    def block(indices):
        total = 0
        for order in permutations(range(len(indices))):
            sign = (-1) ** sum(a > b for a, b in combinations(order, 2))
            total += sign * prod(matrix[indices[i]][indices[j]] for i, j in enumerate(order))
        return total

    size = len(matrix)
    return [(-1) ** k * sum(block(chosen) for chosen in combinations(range(size), k)) for k in range(size + 1)]
