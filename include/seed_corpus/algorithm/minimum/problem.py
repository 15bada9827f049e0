import random

TITLE = "Minimum of a list"
ENTRY_POINT = "minimum"
STATEMENT = """\
Given a list of integers `values`, find its smallest number in one pass. Return a tuple of the index (counted from 0)
and the number. When the smallest number occurs more than once, the index of its first occurrence counts. For an empty
list return None.
"""
TAGS = ("searching", "arrays")


def boundary() -> list[tuple]:
    return [
        ([],),
        ([0],),
        ([3, 3, 3],),
        ([5, 4, 3, 2, 1],),
        ([1, 2, 3, 4, 5],),
        ([-7, 2, -7, 2],),
        ([10**18, -(10**18), 10**18],),
    ]


def generate(rng: random.Random) -> tuple:
    return ([rng.randint(-25, 60) for _ in range(rng.randint(4, 18))],)


def answer(values: list[int]) -> tuple[int, int] | None:
    if not values:
        return None
    smallest = sorted(values)[0]
    return values.index(smallest), smallest
