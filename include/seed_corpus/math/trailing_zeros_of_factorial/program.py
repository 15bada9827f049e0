def factor_exponents(n):
    exponents = {}
    divisor = 2
    while n > 1:
        while n % divisor == 0:
            exponents[divisor] = exponents.get(divisor, 0) + 1
            n //= divisor
        divisor += 1
    return exponents


def trailing_zeros(n, base):
    zeros = None
    for prime, needed in factor_exponents(base).items():
        available = 0
        quotient = n
        while quotient:
            quotient //= prime
            available += quotient
        complete = available // needed
        if zeros is None or complete < zeros:
            zeros = complete
    return zeros
