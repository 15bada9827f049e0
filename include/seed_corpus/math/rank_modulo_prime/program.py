def rank_mod(matrix, prime):
    rows = [[value % prime for value in row] for row in matrix]
    pivot_columns = []
    width = len(rows[0]) if rows else 0
    for column in range(width):
        rank = len(pivot_columns)
        pivot = next((i for i in range(rank, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        inverse = pow(rows[rank][column], -1, prime)
        rows[rank] = [value * inverse % prime for value in rows[rank]]
        for i in range(rank + 1, len(rows)):
            factor = rows[i][column]
            if factor:
                rows[i] = [(a - factor * b) % prime for a, b in zip(rows[i], rows[rank])]
        pivot_columns.append(column)
    return (len(pivot_columns), pivot_columns)
