def multiply(left, right, modulus):
    size = len(left)
    product = [[0] * size for _ in range(size)]
    for i in range(size):
        for j in range(size):
            entry = 0
            for k in range(size):
                entry += left[i][k] * right[k][j]
            product[i][j] = entry % modulus
    return product


def term_of_recurrence(p, q, first, second, n, modulus):
    """a(0) = first, a(1) = second, a(n) = p * a(n - 1) + q * a(n - 2)."""
    result = [[1, 0], [0, 1]]
    square = [[p % modulus, q % modulus], [1, 0]]
    exponent = n
    while exponent > 0:
        if exponent % 2 == 1:
            result = multiply(result, square, modulus)
        square = multiply(square, square, modulus)
        exponent //= 2
    return (result[1][0] * second + result[1][1] * first) % modulus
