"""Simultaneous congruences, solved by sieving."""

from math import lcm

TITLE = "One number, many remainders"
ENTRY_POINT = "merge_congruences"
STATEMENT = """
Two lists of the same length are given, possibly empty: `remainders` (whole numbers of any sign) and `moduli` (whole
numbers of at least 1, not necessarily without common factors). A number n fits if n and remainders[i] differ by a
multiple of moduli[i] for every i. Write `merge_congruences(remainders, moduli)` that returns the pair (smallest
fitting number n >= 0, distance between neighbouring fitting numbers), or None if no number fits. For empty lists
every number fits, so the result is (0, 1).
"""
TAGS = ("number-theory", "congruences", "sieving")


def boundary():
    return [
        ([], []),
        ([5], [1]),
        ([-1], [7]),
        ([1, 0], [2, 4]),
        ([1, 3], [2, 4]),
        ([2, 3, 2], [3, 5, 7]),
        ([9, 9], [10, 10]),
    ]


def generate(rng):
    moduli = [rng.randint(2, 13) for _ in range(rng.randint(2, 4))]
    secret = rng.randint(0, 3000)
    remainders = [secret % modulus for modulus in moduli]
    if rng.random() < 0.2:
        remainders[-1] += 1
    return (remainders, moduli)


def answer(remainders, moduli):
    period = lcm(*moduli)
    for number in range(period):
        if all((number - remainder) % modulus == 0 for remainder, modulus in zip(remainders, moduli, strict=True)):
            return (number, period)
    return None
