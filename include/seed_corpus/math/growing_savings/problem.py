"""Savings that grow by a fixed raise each week, with a treat every fourth week."""

TITLE = "Saving for a bicycle"
ENTRY_POINT = "solve"
STATEMENT = """
Mira saves for a bicycle that costs `goal` euros. At the end of the first week she puts `first_deposit` euros into her
empty box, and each later deposit is `weekly_raise` euros larger than the one before. If after the deposit of week 4,
8, 12, ... the goal is still not reached, she takes `treat_price` euros out of the box for a treat. All numbers are
whole, goal >= 0, first_deposit >= 1, weekly_raise >= 1 and 0 <= treat_price <= 4 * first_deposit (so the box always
holds enough). Write `solve(goal, first_deposit, weekly_raise, treat_price)` that returns a pair: the number of the
week whose deposit first brings the box to at least `goal` (0 if the goal is 0), and the euros left over after buying
the bicycle.
"""
TAGS = ("word-problem", "money", "arithmetic-progression")


def boundary():
    return [(0, 5, 1, 3), (1, 1, 1, 4), (5, 5, 1, 0), (6, 5, 1, 0), (100, 1, 1, 4), (26, 5, 1, 20), (27, 5, 1, 20)]


def generate(rng):
    first = rng.randint(1, 12)
    return (rng.randint(10, 400), first, rng.randint(1, 6), rng.randint(0, 4 * first))


def answer(goal, first_deposit, weekly_raise, treat_price):
    if goal == 0:
        return (0, 0)
    week = 1
    while True:
        deposits = week * first_deposit + weekly_raise * (week * (week - 1) // 2)
        saved = deposits - treat_price * ((week - 1) // 4)
        if saved >= goal:
            return (week, saved - goal)
        week += 1
