"""Writing a number as a sum of two squares."""

TITLE = "Sums of two squares"
ENTRY_POINT = "count_representations"
STATEMENT = """
Given a whole number n with 0 <= n <= 20000, write `count_representations(n)` that returns a pair. Its first element
is the number of pairs (x, y) of integers of any sign with x*x + y*y = n, where order and sign matter. Its second
element is the list of all pairs (a, b) with 0 <= a <= b and a*a + b*b = n, ordered by a.
"""
TAGS = ("number-theory", "two-pointers", "squares")


def boundary():
    return [(0,), (1,), (2,), (3,), (25,), (5525,), (19999,), (8450,)]


def generate(rng):
    a, b = rng.randint(0, 45), rng.randint(0, 60)
    return (a * a + b * b + rng.choice((0, 0, 0, 1)),)


def answer(n):
    pairs = [(a, b) for a in range(int(n**0.5) + 2) for b in range(a, int(n**0.5) + 2) if a * a + b * b == n]
    if n == 0:
        return (1, pairs)
    # Jacobi: four times (divisors of the form 4k + 1 minus divisors of the form 4k + 3).
    divisors = [d for d in range(1, n + 1) if n % d == 0]
    return (4 * (sum(d % 4 == 1 for d in divisors) - sum(d % 4 == 3 for d in divisors)), pairs)
