from fractions import Fraction


def solve_system(coefficients, constants):
    rows = []
    for row, constant in zip(coefficients, constants):
        rows.append([Fraction(value) for value in row] + [Fraction(constant)])
    size = len(rows)
    for column in range(size):
        pivot_row = column
        while pivot_row < size and rows[pivot_row][column] == 0:
            pivot_row += 1
        if pivot_row == size:
            return None
        rows[column], rows[pivot_row] = rows[pivot_row], rows[column]
        for lower in range(column + 1, size):
            factor = rows[lower][column] / rows[column][column]
            for k in range(column, size + 1):
                rows[lower][k] -= factor * rows[column][k]
    solution = [Fraction(0)] * size
    for i in range(size - 1, -1, -1):
        rest = rows[i][size]
        for j in range(i + 1, size):
            rest -= rows[i][j] * solution[j]
        solution[i] = rest / rows[i][i]
    return [str(value) for value in solution]
