"""Binomial coefficients modulo a prime, digit by digit."""

from math import comb

TITLE = "Binomial coefficients modulo a prime"
ENTRY_POINT = "binomial_mod"
STATEMENT = """
Given whole numbers n and k with 0 <= n, k <= 5000 and a prime number `prime` with 2 <= prime <= 50, write
`binomial_mod(n, k, prime)` that returns the remainder, on division by `prime`, of the number of ways to choose k
things out of n different ones (0 ways if k > n).
"""
TAGS = ("number-theory", "binomial", "modular-arithmetic")


def boundary():
    return [(0, 0, 2), (5, 0, 3), (3, 5, 7), (5000, 2500, 47), (49, 7, 7), (1, 1, 2), (1023, 511, 2), (4, 2, 2)]


def generate(rng):
    prime = rng.choice((2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47))
    n = rng.randint(5, 3000)
    if rng.random() < 0.25:
        return (n, rng.randint(0, n), prime)
    # Choose every digit of k at most as large as the digit of n, so that the result is not 0.
    k, place = 0, 1
    while place <= n:
        k += rng.randint(0, n // place % prime) * place
        place *= prime
    return (n, k, prime)


def answer(n, k, prime):
    return comb(n, k) % prime
