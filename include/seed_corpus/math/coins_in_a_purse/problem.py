"""Three kinds of coins, their number and their value."""

TITLE = "Coins in a purse"
ENTRY_POINT = "solve"
STATEMENT = """
A purse contains `coin_count` coins (0 or more) that are worth `total_value` together (0 or more). There are only
coins of three values, with 1 <= small < middle < large, and any of them may be missing. Write `solve(coin_count,
total_value, small, middle, large)` that returns the list of all possible triples (number of small, number of middle,
number of large coins), ordered by a growing number of large coins. The list is empty if the purse cannot exist.
"""
TAGS = ("word-problem", "money", "diophantine")


def boundary():
    return [
        (0, 0, 1, 2, 5),
        (0, 3, 1, 2, 5),
        (3, 15, 1, 2, 5),
        (5, 5, 1, 2, 5),
        (4, 3, 1, 2, 5),
        (6, 60, 5, 10, 20),
        (1, 2, 1, 2, 3),
    ]


def generate(rng):
    values = rng.choice(((1, 2, 5), (5, 10, 20), (2, 5, 10), (1, 5, 10), (5, 10, 25), (3, 4, 7)))
    counts = [rng.randint(0, 9) for _ in values]
    total = sum(value * count for value, count in zip(values, counts, strict=True))
    if rng.random() < 0.15:
        total += 1
    return (sum(counts), total, *values)


def answer(coin_count, total_value, small, middle, large):
    found = []
    for a in range(coin_count + 1):
        for b in range(coin_count - a + 1):
            c = coin_count - a - b
            if a * small + b * middle + c * large == total_value:
                found.append((a, b, c))
    return sorted(found, key=lambda triple: triple[2])
