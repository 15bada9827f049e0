"""The chain n, phi(n), phi(phi(n)), ... down to 1."""

from math import gcd

TITLE = "The totient chain"
ENTRY_POINT = "totient_chain"
STATEMENT = """
For a whole number n >= 1 let phi(n) be the number of integers from 1 to n that have no common factor with n except 1.
Write `totient_chain(n)` for 1 <= n <= 5000 that returns the list n, phi(n), phi(phi(n)), ..., which ends with the
first 1. For n = 1 the list is [1].
"""
TAGS = ("number-theory", "totient", "factorisation")


def boundary():
    return [(1,), (2,), (3,), (1024,), (4999,), (4900,), (2310,)]


def generate(rng):
    return (rng.randint(4, 3000),)


def answer(n):
    chain = [n]
    while chain[-1] != 1:
        number = chain[-1]
        chain.append(sum(1 for k in range(1, number + 1) if gcd(k, number) == 1))
    return chain
