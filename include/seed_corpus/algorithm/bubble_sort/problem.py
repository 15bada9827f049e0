import random
from itertools import combinations

TITLE = "Bubble sort"
ENTRY_POINT = "bubble_sort"
STATEMENT = """\
Given a list of integers `values`, sort it by exchanging neighbours only: sweep over the list from left to right and
exchange two neighbours whenever the left one is larger. Everything behind the last exchange of a sweep is in its
final place, so the next sweep stops there; the work ends when nothing is left to sweep.

Return a tuple of the sorted list and the number of exchanges made. Equal neighbours are not exchanged. The argument
is left as it is.
"""
TAGS = ("sorting", "arrays", "inversions")


def boundary() -> list[tuple]:
    return [
        ([],),
        ([-5],),
        ([2, 2, 2],),
        ([1, 2, 3, 4, 5],),
        ([9, 7, 5, 3, 1, -1],),
        ([2, 3, 4, 5, 1],),
        ([10**12, -(10**12), 0],),
    ]


def generate(rng: random.Random) -> tuple:
    return ([rng.randint(-15, 15) for _ in range(rng.randint(2, 10))],)


def answer(values: list[int]) -> tuple[list[int], int]:
    # Every exchange of neighbours removes exactly one inversion.
    return sorted(values), sum(left > right for left, right in combinations(values, 2))
