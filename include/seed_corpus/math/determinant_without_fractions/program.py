def determinant(matrix):
    rows = [list(row) for row in matrix]
    size = len(rows)
    sign = 1
    previous_pivot = 1
    for step in range(size - 1):
        if rows[step][step] == 0:
            for other in range(step + 1, size):
                if rows[other][step] != 0:
                    rows[step], rows[other] = rows[other], rows[step]
                    sign = -sign
                    break
            else:
                return 0
        pivot = rows[step][step]
        for i in range(step + 1, size):
            for j in range(step + 1, size):
                crossed = rows[i][j] * pivot - rows[i][step] * rows[step][j]
                rows[i][j] = crossed // previous_pivot
            rows[i][step] = 0
        previous_pivot = pivot
    return sign * rows[-1][-1] if size else 1
