from math import isqrt


def root_expansion(n):
    whole = isqrt(n)
    if whole * whole == n:
        return (whole, [])
    period = []
    offset, divisor, term = 0, 1, whole
    while term != 2 * whole:
        offset = divisor * term - offset
        divisor = (n - offset * offset) // divisor
        term = (whole + offset) // divisor
        period.append(term)
    return (whole, period)
