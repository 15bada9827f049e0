import random

TITLE = "Quicksort"
ENTRY_POINT = "quicksort"
STATEMENT = """\
Given a list `values` of strings or of integers (never mixed), return a new list with the same elements in ascending
order; strings compare character by character as Python does, capital letters before small ones.

Work by partition and recursion: take the last element of the range as pivot, move everything not larger than the
pivot to the front of the range, put the pivot behind it, and sort both sides in the same way.
"""
TAGS = ("sorting", "recursion", "divide and conquer")

WORDS = ("apple", "Beet", "corn", "Dill", "egg", "fig", "Garlic", "ham", "Iceberg", "jam", "kale", "Leek")


def boundary() -> list[tuple]:
    return [
        ([],),
        (["solo"],),
        ([5, 5, 5, 5, 5],),
        ([1, 2, 3, 4, 5, 6, 7, 8],),
        ([8, 7, 6, 5, 4, 3, 2, 1],),
        (["b", "B", "", "a", "A"],),
        ([0, -(2**63), 2**63],),
    ]


def generate(rng: random.Random) -> tuple:
    size = rng.randint(2, 12)
    if rng.random() < 0.4:
        return ([rng.choice(WORDS) for _ in range(size)],)
    return ([rng.randint(-30, 30) for _ in range(size)],)


def answer(values: list) -> list:
    return sorted(values)
