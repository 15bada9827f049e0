"""A sequence in which every term describes the one before."""

import re

TITLE = "Say what you see"
ENTRY_POINT = "spoken_terms"
STATEMENT = """
In a sequence of digit texts every term describes its predecessor: it is read from left to right in runs of equal
digits that are as long as possible, and for every run the number of its digits is written, followed by the digit.
"1113" is three ones and one three, so "3113" follows. Write `spoken_terms(start, count)` that returns the list of the
first `count` terms (0 <= count <= 8) as texts, the first being `start`, which has 1 to 8 digits; runs of ten and more
digits do not occur.
"""
TAGS = ("sequences", "strings", "run-length")


def boundary():
    return [("1", 0), ("1", 1), ("1", 8), ("22", 4), ("0000000", 2), ("12345678", 3)]


def generate(rng):
    digits = rng.choice(("01", "123", "57", "0123456789"))
    return ("".join(rng.choice(digits) for _ in range(rng.randint(1, 5))), rng.randint(2, 5))


def answer(start, count):
    terms = [start]
    while len(terms) < count:
        terms.append(re.sub(r"(.)\1*", lambda run: f"{len(run.group())}{run.group(1)}", terms[-1]))
    return terms[:count]
