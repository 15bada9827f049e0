"""The rank of a matrix over the remainders modulo a prime."""

from itertools import product

TITLE = "The rank of a matrix modulo a prime"
ENTRY_POINT = "rank_mod"
STATEMENT = """
A matrix is given as a list of rows of equal length (0 to 5 rows, 1 to 5 columns) of whole numbers of any sign,
together with a prime number (2, 3, 5 or 7). All arithmetic is done with remainders modulo the prime. A column is
called new if it is not a linear combination of the columns to its left (the first column is new unless it is all
zero). Write `rank_mod(matrix, prime)` that returns the pair (number of new columns, ascending list of their indices
counted from 0).
"""
TAGS = ("linear-algebra", "rank", "modular-arithmetic")


def boundary():
    return [
        ([], 2),
        ([[0, 0, 0]], 5),
        ([[7, 14]], 7),
        ([[1, 2], [2, 4]], 3),
        ([[1, 2], [3, 4]], 2),
        ([[0, 1], [1, 0], [1, 1]], 2),
        ([[-1, 2, 5], [4, 0, 3]], 5),
    ]


def generate(rng):
    prime = rng.choice((2, 2, 3, 5))
    rows, columns = rng.randint(2, 4), rng.randint(2, 4)
    matrix = [[rng.randint(-3, 6) for _ in range(columns)] for _ in range(rows)]
    if rng.random() < 0.5:
        matrix[-1] = [a + 2 * b for a, b in zip(matrix[0], matrix[1 % rows], strict=True)]
    return (matrix, prime)


def answer(matrix, prime):
    # Grow the set of all combinations of the columns; a column outside of the set is new.
    spanned = {(0,) * len(matrix)}
    new = []
    for index, column in enumerate(zip(*matrix, strict=True)):
        if tuple(value % prime for value in column) in spanned:
            continue
        new.append(index)
        spanned = {
            tuple((a + factor * b) % prime for a, b in zip(vector, column, strict=True))
            for vector, factor in product(spanned, range(prime))
        }
    return (len(new), new)
