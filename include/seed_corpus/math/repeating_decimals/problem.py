"""Fractions as terminating or repeating decimals."""

from fractions import Fraction
from math import gcd

TITLE = "Repeating decimals in any base"
ENTRY_POINT = "decimal_expansion"
STATEMENT = """
Write `decimal_expansion(numerator, denominator, base)` that returns the positional expansion of the fraction
numerator/denominator (numerator >= 0, 1 <= denominator <= 200) in the given base (2 to 16) as a text. The part before
the point is always written in ordinary base ten. After it come a point and the digits (0-9, then a-f); a repeating
part is enclosed in round brackets and is as short and begins as early as possible, as in "0.1(6)" for 1/6 in base
ten. If the fraction is a whole number, there is neither point nor digits. If the third argument is missing, the base
is 10.
"""
TAGS = ("number-theory", "long-division", "strings")


def boundary():
    return [(0, 1), (7, 7), (1, 6), (1, 3, 3), (22, 7, 10), (1, 8, 2), (5, 12, 16), (100, 97), (3, 4)]


def generate(rng):
    return (rng.randint(1, 150), rng.randint(2, 60), rng.choice((10, 10, 10, 2, 3, 6, 8, 12, 16)))


def answer(numerator, denominator, base=10):
    fraction = Fraction(numerator, denominator)
    whole, rest = divmod(fraction.numerator, fraction.denominator)
    if rest == 0:
        return str(whole)
    # The part of the denominator that shares factors with the base gives the length before the period.
    coprime, before = fraction.denominator, 0
    while gcd(coprime, base) > 1:
        coprime //= gcd(coprime, base)
        before += 1
    period = next((n for n in range(1, coprime + 1) if (base**n - 1) % coprime == 0), 0) if coprime > 1 else 0

    def digits_of(value, width):
        return "".join("0123456789abcdef"[value // base**place % base] for place in reversed(range(width)))

    text = digits_of(rest * base ** (before + period) // fraction.denominator, before + period)
    return f"{whole}.{text}" if not period else f"{whole}.{text[:before]}({text[before:]})"
