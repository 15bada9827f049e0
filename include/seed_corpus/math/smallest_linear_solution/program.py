def extended_gcd(a, b):
    if b == 0:
        return a, 1, 0
    quotient, remainder = divmod(a, b)
    divisor, x, y = extended_gcd(b, remainder)
    return divisor, y, x - quotient * y


def solve_equation(a, b, c):
    divisor, x, y = extended_gcd(a, b)
    if c % divisor != 0:
        return None
    scale = c // divisor
    step = b // divisor
    x = x * scale % step
    y = (c - a * x) // b
    return (x, y)
