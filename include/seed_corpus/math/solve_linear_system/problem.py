"""A system of linear equations by Gaussian elimination with exact fractions."""

from fractions import Fraction

TITLE = "As many equations as unknowns"
ENTRY_POINT = "solve_system"
STATEMENT = """
A system of n linear equations with n unknowns (1 <= n <= 4) is given: coefficients[i][j] is the whole-number factor
of unknown j in equation i, and constants[i] the whole number on its right-hand side. Write
`solve_system(coefficients, constants)` that returns the list of the values of the unknowns as texts, fractions in
lowest terms such as "-3/4" or whole numbers such as "2". If the system does not have exactly one solution, return
None.
"""
TAGS = ("linear-algebra", "gaussian-elimination", "fractions")


def boundary():
    return [
        ([[2]], [3]),
        ([[0]], [0]),
        ([[0, 1], [1, 0]], [5, -6]),
        ([[1, 2], [2, 4]], [1, 2]),
        ([[1, 2], [2, 4]], [1, 3]),
        ([[0, 2, 1], [0, 1, 3], [4, 0, 0]], [0, 0, 0]),
    ]


def generate(rng):
    size = rng.choice((2, 2, 3, 3, 4))
    matrix = [[rng.randint(-4, 5) for _ in range(size)] for _ in range(size)]
    if rng.random() < 0.1:
        matrix[-1] = list(matrix[0])
    return (matrix, [rng.randint(-9, 9) for _ in range(size)])


def _determinant(matrix):
    """Expand along the first row."""
    if not matrix:
        return 1
    return sum(
        (-1) ** column * entry * _determinant([row[:column] + row[column + 1 :] for row in matrix[1:]])
        for column, entry in enumerate(matrix[0])
    )


def answer(coefficients, constants):
    # Cramer's rule.
    whole = _determinant(coefficients)
    if whole == 0:
        return None
    values = []
    for column in range(len(constants)):
        replaced = [
            [*row[:column], constant, *row[column + 1 :]] for row, constant in zip(coefficients, constants, strict=True)
        ]
        values.append(str(Fraction(_determinant(replaced), whole)))
    return values
