"""Income tax in bands."""

from collections import Counter
from decimal import Decimal

TITLE = "Income tax in bands"
ENTRY_POINT = "solve"
STATEMENT = """
A country taxes income in bands. `bands` is a list of pairs (upper limit, percent): of the income up to the first
limit the first percentage is taken, of the part between the first and the second limit the second percentage, and so
on. The limits grow; the last limit is None, which means "everything above". Percentages are whole numbers from 0 to
100 and no two bands have the same one; `income` is a whole number of crowns, 0 or more. Write `solve(income, bands)`
that returns a dictionary with, in this order, "tax": the tax as a text with exactly two decimals, such as "1234.50";
"bands": the list of pairs (crowns taxed in this band, percent) for the bands that at least one crown falls into, in
order; and "average_percent": the tax as a percentage of the whole income, rounded down to a whole number (0 for
income 0).
"""
TAGS = ("word-problem", "money", "percent")

_BANDS = [(100, 0), (250, 10), (600, 25), (None, 40)]


def boundary():
    return [
        (0, _BANDS),
        (100, _BANDS),
        (101, _BANDS),
        (250, _BANDS),
        (5000, _BANDS),
        (7, [(None, 19)]),
        (1, [(1, 3), (None, 2)]),
    ]


def generate(rng):
    count = rng.randint(1, 5)
    limits = sorted(rng.sample(range(50, 1500), count - 1))
    percents = sorted(rng.sample(range(0, 60), count))
    return (rng.randint(1, 2000), list(zip([*limits, None], percents, strict=True)))


def answer(income, bands):
    # Look at every single crown: which band does it fall into?
    crowns = Counter()
    for crown in range(1, income + 1):
        crowns[next(percent for upper, percent in bands if upper is None or crown <= upper)] += 1
    hundredths = sum(percent * count for percent, count in crowns.items())
    average = 0
    while income and (average + 1) * income <= hundredths:
        average += 1
    return {
        "tax": str((Decimal(hundredths) / 100).quantize(Decimal("0.01"))),
        "bands": [(count, percent) for percent, count in crowns.items()],
        "average_percent": average,
    }
