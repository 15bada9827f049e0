def multiply(left, right):
    columns = list(zip(*right))
    return [[sum(a * b for a, b in zip(row, column)) for column in columns] for row in left]


def characteristic_coefficients(matrix):
    size = len(matrix)
    coefficients = [1]
    helper = [[0] * size for _ in range(size)]
    for step in range(1, size + 1):
        for i in range(size):
            helper[i][i] += coefficients[-1]
        helper = multiply(matrix, helper)
        trace = sum(helper[i][i] for i in range(size))
        coefficients.append(-trace // step)
    return coefficients
