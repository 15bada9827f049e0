"""Square roots modulo a prime (Tonelli and Shanks)."""

TITLE = "Square roots modulo a prime"
ENTRY_POINT = "square_root_mod"
STATEMENT = """
Given a whole number a >= 0 and a prime p with 2 <= p <= 2000, write `square_root_mod(a, p)` that returns the smallest
x with 0 <= x < p such that x*x and a leave the same remainder on division by p, or None if there is none.
"""
TAGS = ("number-theory", "modular-arithmetic", "primes")

_PRIMES = [p for p in range(3, 1300) if all(p % d for d in range(2, int(p**0.5) + 1))]


def boundary():
    return [(0, 2), (1, 2), (0, 17), (17, 17), (2, 7), (3, 7), (10, 13), (5, 41), (228, 257), (1, 1999), (42, 1153)]


def generate(rng):
    # Half of the primes have p - 1 divisible by 8, where the correction loop has something to do.
    p = rng.choice(_PRIMES if rng.random() < 0.5 else [p for p in _PRIMES if p % 8 == 1])
    a = rng.randint(0, 2 * p)
    return (a if rng.random() < 0.3 else a * a % p, p)


def answer(a, p):
    return next((x for x in range(p) if (x * x - a) % p == 0), None)
