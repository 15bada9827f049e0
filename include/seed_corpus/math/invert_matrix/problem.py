"""The inverse of a matrix by Gauss-Jordan elimination."""

from fractions import Fraction
from itertools import combinations

TITLE = "The inverse of a matrix"
ENTRY_POINT = "describe_inverse"
STATEMENT = """
A square matrix is given as a list of rows of whole numbers (1 to 3 rows). Write `describe_inverse(matrix)` that
returns the inverse matrix as a list of rows; every entry is a text, a fraction in lowest terms such as "-1/2" or a
whole number such as "3". If there is no inverse, return the text "singular at column c", where c is the smallest
number, counted from 0, of a column that is a linear combination of the columns before it (for c = 0: a column of
zeros).
"""
TAGS = ("linear-algebra", "matrix-inverse", "exceptions", "fractions")


def boundary():
    return [
        ([[4]],),
        ([[0]],),
        ([[0, 1], [1, 0]],),
        ([[0, 1], [0, 5]],),
        ([[1, 2], [2, 4]],),
        ([[1, 2, 3], [4, 5, 6], [7, 8, 9]],),
        ([[2, 0, 0], [0, -3, 0], [0, 0, 1]],),
    ]


def generate(rng):
    size = rng.choice((2, 3, 3))
    matrix = [[rng.randint(-3, 4) for _ in range(size)] for _ in range(size)]
    if rng.random() < 0.15:
        for row in matrix:
            row[-1] = 2 * row[0]
    return (matrix,)


def _determinant(rows):
    if not rows:
        return 1
    return sum(
        (-1) ** j * entry * _determinant([row[:j] + row[j + 1 :] for row in rows[1:]])
        for j, entry in enumerate(rows[0])
    )


def answer(matrix):
    size = len(matrix)
    whole = _determinant(matrix)
    if whole == 0:
        # The first column such that all minors of the columns up to it vanish.
        for width in range(1, size + 1):
            minors = [_determinant([matrix[i][:width] for i in chosen]) for chosen in combinations(range(size), width)]
            if not any(minors):
                return f"singular at column {width - 1}"

    def cofactor(row, column):
        minor = [r[:column] + r[column + 1 :] for i, r in enumerate(matrix) if i != row]
        return (-1) ** (row + column) * _determinant(minor)

    return [[str(Fraction(cofactor(j, i), whole)) for j in range(size)] for i in range(size)]
