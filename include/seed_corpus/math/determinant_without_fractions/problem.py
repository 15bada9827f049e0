"""The determinant of a whole-number matrix by Bareiss elimination."""

from itertools import combinations, permutations
from math import prod

TITLE = "A determinant without fractions"
ENTRY_POINT = "determinant"
STATEMENT = """
A square matrix is given as a list of rows of whole numbers (0 to 5 rows). Write `determinant(matrix)` that returns
its determinant as a whole number, using whole numbers only. The determinant of the matrix without rows is 1. The
given matrix must not be changed.
"""
TAGS = ("linear-algebra", "determinant", "elimination")


def boundary():
    return [
        ([],),
        ([[-7]],),
        ([[0, 0], [0, 0]],),
        ([[0, 1], [1, 0]],),
        ([[1, 2, 3], [4, 5, 6], [7, 8, 9]],),
        ([[0, 0, 2], [0, 3, 1], [5, 0, 0]],),
        ([[1, 1, 1, 1, 1], [1, 2, 4, 8, 16], [1, 3, 9, 27, 81], [1, 0, 0, 0, 0], [1, -1, 1, -1, 1]],),
    ]


def generate(rng):
    size = rng.randint(2, 4)
    matrix = [[rng.randint(-5, 6) for _ in range(size)] for _ in range(size)]
    if rng.random() < 0.25:
        matrix[0][0] = 0
    if rng.random() < 0.15:
        matrix[-1] = [2 * entry for entry in matrix[0]]
    return (matrix,)


def answer(matrix):
    # Leibniz: a signed sum over all permutations.
    total = 0
    for order in permutations(range(len(matrix))):
        inversions = sum(a > b for a, b in combinations(order, 2))
        total += (-1) ** inversions * prod(matrix[row][column] for row, column in enumerate(order))
    return total
