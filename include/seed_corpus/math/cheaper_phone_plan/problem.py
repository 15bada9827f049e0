"""From how many minutes on is the larger phone plan cheaper?"""

TITLE = "Which phone plan is cheaper?"
ENTRY_POINT = "solve"
STATEMENT = """
A phone plan is a triple (monthly fee, free minutes, price of every further minute), all whole numbers of at least 0.
The small plan never has a higher fee nor more free minutes than the large plan. Write `solve(small_plan, large_plan)`
that returns the smallest whole number of minutes in a month for which the large plan costs strictly less than the
small plan. If a further minute is not more expensive in the small plan than in the large one, return None.
"""
TAGS = ("word-problem", "money", "break-even", "binary-search")


def boundary():
    return [
        ((0, 0, 1), (0, 0, 1)),
        ((0, 0, 1), (0, 0, 0)),
        ((5, 10, 3), (5, 10, 2)),
        ((5, 10, 3), (30, 60, 1)),
        ((0, 0, 9), (90, 0, 8)),
        ((0, 0, 2), (100, 50, 2)),
    ]


def generate(rng):
    fee, free, price = rng.randint(0, 30), rng.randint(0, 30), rng.randint(2, 20)
    return ((fee, free, price), (fee + rng.randint(1, 200), free + rng.randint(0, 100), rng.randint(0, price)))


def answer(small_plan, large_plan):
    if small_plan[2] <= large_plan[2]:
        return None
    minutes, small_cost, large_cost = 0, small_plan[0], large_plan[0]
    while large_cost >= small_cost:
        minutes += 1
        small_cost += small_plan[2] if minutes > small_plan[1] else 0
        large_cost += large_plan[2] if minutes > large_plan[1] else 0
    return minutes
