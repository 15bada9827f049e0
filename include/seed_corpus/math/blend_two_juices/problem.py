"""Mixing two juices to a wanted strength by the rule of alligation."""

TITLE = "Blending two juices"
ENTRY_POINT = "solve"
STATEMENT = """
A canteen has plenty of two fruit drinks: one contains `weak_percent` percent fruit, the other `strong_percent`
percent. It needs exactly `total_ml` millilitres of a drink with `wanted_percent` percent fruit. All numbers are
whole, 0 <= weak_percent <= strong_percent <= 100, 0 <= wanted_percent <= 100, total_ml >= 1, and only whole
millilitres can be measured. Write `solve(weak_percent, strong_percent, wanted_percent, total_ml)` that returns the
pair (millilitres of the weak drink, millilitres of the strong drink), or None if this is impossible or if both drinks
have the same percentage (then there is no single answer).
"""
TAGS = ("word-problem", "mixture", "ratio", "gcd")


def boundary():
    return [
        (10, 10, 10, 5),
        (10, 40, 10, 300),
        (10, 40, 40, 300),
        (10, 40, 25, 1),
        (10, 40, 9, 300),
        (0, 100, 50, 2),
        (0, 100, 1, 100),
    ]


def generate(rng):
    weak, strong = sorted(rng.sample(range(0, 80), 2))
    wanted = rng.randint(weak, strong)
    if rng.random() < 0.1:
        wanted = min(100, strong + rng.randint(1, 10))
    parts = strong - weak
    total = parts * rng.randint(1, 12) if rng.random() < 0.7 else rng.randint(1, 600)
    return (weak, strong, wanted, total)


def answer(weak_percent, strong_percent, wanted_percent, total_ml):
    fits = [
        (total_ml - strong_ml, strong_ml)
        for strong_ml in range(total_ml + 1)
        if (total_ml - strong_ml) * weak_percent + strong_ml * strong_percent == total_ml * wanted_percent
    ]
    return fits[0] if len(fits) == 1 and weak_percent != strong_percent else None
