"""A far term of a linear recurrence by repeated squaring of a matrix."""

TITLE = "A far term of a recurrence"
ENTRY_POINT = "term_of_recurrence"
STATEMENT = """
A sequence begins with a(0) = first and a(1) = second, and for n >= 2 it continues with a(n) = p * a(n - 1) + q * a(n
- 2). Write `term_of_recurrence(p, q, first, second, n, modulus)` that returns the remainder of a(n) on division by
`modulus`, a number from 0 to modulus - 1. All arguments are whole; p, q, first and second may be negative, 0 <= n <=
1000 and modulus >= 1.
"""
TAGS = ("sequences", "linear-algebra", "matrix-power", "modular-arithmetic")


def boundary():
    return [
        (1, 1, 0, 1, 0, 10),
        (1, 1, 0, 1, 1, 10),
        (1, 1, 0, 1, 1000, 1),
        (-1, -1, -5, 3, 2, 7),
        (0, 0, 4, 9, 2, 5),
        (3, -2, 1, 2, 1000, 97),
    ]


def generate(rng):
    return (
        rng.randint(-3, 5),
        rng.randint(-3, 5),
        rng.randint(-5, 9),
        rng.randint(-5, 9),
        rng.randint(2, 15) if rng.random() < 0.7 else rng.randint(16, 1000),
        rng.choice((10, 97, 100, 1000, 1009, 65536)),
    )


def answer(p, q, first, second, n, modulus):
    current, following = first, second
    for _ in range(n):
        current, following = following, p * following + q * current
    return current % modulus
