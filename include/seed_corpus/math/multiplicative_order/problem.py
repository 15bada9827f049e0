"""The order of a number modulo another, found by shrinking the totient."""

TITLE = "When does a power leave remainder 1?"
ENTRY_POINT = "multiplicative_order"
STATEMENT = """
Given whole numbers base >= 1 and modulus with 1 <= modulus <= 2000, write `multiplicative_order(base, modulus)` that
returns the smallest exponent e >= 1 such that base to the power e and 1 leave the same remainder on division by
`modulus`. If there is no such exponent, return 0. For modulus 1 the result is 1.
"""
TAGS = ("number-theory", "modular-arithmetic", "order")


def boundary():
    return [(1, 1), (5, 1), (1, 9), (2, 4), (2, 1999), (10, 7), (3, 1024), (8, 9), (15, 7)]


def generate(rng):
    return (rng.randint(2, 60), rng.randint(3, 1200))


def answer(base, modulus):
    power = 1 % modulus
    for exponent in range(1, modulus + 1):
        power = power * base % modulus
        if power == 1 % modulus:
            return exponent
    return 0
