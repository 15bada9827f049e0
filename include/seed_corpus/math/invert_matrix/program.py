from fractions import Fraction


class SingularMatrixError(Exception):
    pass


def invert(matrix):
    size = len(matrix)
    work = []
    for i, row in enumerate(matrix):
        identity_row = [Fraction(int(i == j)) for j in range(size)]
        work.append([Fraction(value) for value in row] + identity_row)
    for column in range(size):
        candidates = [row for row in range(column, size) if work[row][column] != 0]
        if not candidates:
            raise SingularMatrixError(f"column {column}")
        work[column], work[candidates[0]] = work[candidates[0]], work[column]
        pivot = work[column][column]
        work[column] = [value / pivot for value in work[column]]
        for row in range(size):
            factor = work[row][column]
            if row != column and factor != 0:
                work[row] = [a - factor * b for a, b in zip(work[row], work[column])]
    return [row[size:] for row in work]


def describe_inverse(matrix):
    try:
        inverse = invert(matrix)
    except SingularMatrixError as error:
        return f"singular at {error}"
    return [[str(value) for value in row] for row in inverse]
