"""Zeros at the end of a factorial in any base, by counting primes."""

from math import factorial

TITLE = "Zeros at the end of a factorial"
ENTRY_POINT = "trailing_zeros"
STATEMENT = """
Write `trailing_zeros(n, base)` that returns the number of zeros at the end of n! = 1 * 2 * ... * n when it is written
in the given base; 0 <= n <= 400 (0! is 1) and 2 <= base <= 100.
"""
TAGS = ("number-theory", "factorial", "primes")


def boundary():
    return [(0, 10), (1, 2), (4, 10), (5, 10), (400, 2), (25, 97), (97, 97), (100, 12), (48, 16)]


def generate(rng):
    return (rng.randint(3, 300), rng.randint(2, 60))


def answer(n, base):
    product, zeros = factorial(n), 0
    while product % base == 0:
        product //= base
        zeros += 1
    return zeros
