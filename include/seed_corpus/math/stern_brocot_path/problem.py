"""Finding a fraction in the tree of mediants."""

from fractions import Fraction

TITLE = "Looking for a fraction between its neighbours"
ENTRY_POINT = "path_to_fraction"
STATEMENT = """
A search for a positive fraction keeps two bounds, at first 0/1 on the left and 1/0 on the right (1/0 counts as larger
than every fraction). In every round the sum of the numerators over the sum of the denominators of the two bounds is
looked at. If it equals the wanted fraction, the search is over; if the wanted fraction is smaller, it becomes the
right bound and the letter L is noted; otherwise it becomes the left bound and R is noted. Write
`path_to_fraction(numerator, denominator)` (both from 1 to 60, with or without common factors) that returns the pair
(text of the noted letters, list of all fractions looked at as pairs (numerator, denominator), the last one included).
"""
TAGS = ("sequences", "fractions", "binary-search", "stern-brocot")


def boundary():
    return [(1, 1), (2, 4), (1, 60), (60, 1), (34, 55), (13, 21), (60, 59)]


def generate(rng):
    return (rng.randint(1, 40), rng.randint(1, 40))


def answer(numerator, denominator):
    # The quotients of the Euclidean algorithm are the lengths of the alternating runs R, L, R, ... (the last minus 1).
    a, b, quotients = numerator, denominator, []
    while b:
        quotients.append(a // b)
        a, b = b, a % b
    quotients[-1] -= 1
    path = "".join("RL"[turn % 2] * length for turn, length in enumerate(quotients))
    # The fraction looked at after each letter is the simplest one strictly between the two bounds so far.
    visited = []
    low, high = Fraction(0), None
    for letter in path + ".":
        size = 1
        while True:
            between = int(low * size) + 1
            if high is None or Fraction(between, size) < high:
                break
            size += 1
        visited.append((between, size))
        if letter == "L":
            high = Fraction(between, size)
        else:
            low = Fraction(between, size)
    return (path, visited)
