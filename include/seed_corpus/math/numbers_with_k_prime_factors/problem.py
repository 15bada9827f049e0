"""Numbers with exactly k prime factors from a table of smallest prime factors."""

TITLE = "Numbers with exactly k prime factors"
ENTRY_POINT = "almost_primes"
STATEMENT = """
Write `almost_primes(limit, k)` that returns, in ascending order, all whole numbers from 2 to `limit` that are a
product of exactly k primes, where a prime that divides several times is counted several times (12 = 2 * 2 * 3 has
three). 1 <= limit <= 300 and 1 <= k <= 8. The list may be empty.
"""
TAGS = ("number-theory", "sieve", "primes")


def boundary():
    return [(1, 1), (2, 1), (2, 2), (64, 6), (63, 6), (150, 1), (100, 8)]


def generate(rng):
    return (rng.randint(10, 75), rng.randint(1, 5))


def answer(limit, k):
    def count_factors(number):
        for divisor in range(2, number + 1):
            if number % divisor == 0:
                return 1 + count_factors(number // divisor)
        return 0

    return [number for number in range(2, limit + 1) if count_factors(number) == k]
