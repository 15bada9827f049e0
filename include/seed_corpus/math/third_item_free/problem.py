"""Three for the price of two: the best grouping, then a voucher."""

from itertools import permutations

TITLE = "Three for the price of two"
ENTRY_POINT = "solve"
STATEMENT = """
A shop advertises: of every three articles the cheapest is free. The customer may put the articles on the counter in
groups of three as she likes (articles left over, fewer than three, are paid in full) and always chooses the grouping
that makes the free articles worth the most. Afterwards a voucher takes `voucher_percent` percent (0 to 100) off what
has to be paid; the discount is rounded down to a whole cent. `prices_in_cents` is a list of whole numbers, possibly
empty. Write `solve(prices_in_cents, voucher_percent)` that returns the pair (cents paid, cents saved), where the
savings include the free articles and the voucher.
"""
TAGS = ("word-problem", "money", "percent", "greedy")


def boundary():
    return [
        ([], 10),
        ([500], 0),
        ([500, 300], 100),
        ([100, 100, 100], 50),
        ([999, 1, 5, 7, 3, 2], 33),
        ([4, 3, 2, 1], 0),
    ]


def generate(rng):
    return ([rng.randint(50, 2500) for _ in range(rng.randint(1, 6))], rng.choice((0, 5, 10, 15, 20, 33, 50)))


def answer(prices_in_cents, voucher_percent):
    best_free = 0
    for order in permutations(prices_in_cents):
        groups = [order[start : start + 3] for start in range(0, len(order), 3)]
        best_free = max(best_free, sum(min(group) for group in groups if len(group) == 3))
    total = sum(prices_in_cents)
    rest = total - best_free
    # Pay the smallest whole number of cents that is not below the exact discounted price.
    paid = -(-rest * (100 - voucher_percent) // 100)
    return (paid, total - paid)
