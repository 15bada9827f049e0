import random

TITLE = "Insertion sort"
ENTRY_POINT = "insertion_sort"
STATEMENT = """\
Given a list of integers `values`, return a new list with the same integers in non-decreasing order. The list may be
empty and may hold equal numbers; the argument itself is left as it is.

Sort the way a card player sorts a hand: keep the front part ordered, take the next number, move every larger number
of the front part one place to the right, and put the number into the gap.
"""
TAGS = ("sorting", "arrays")


def boundary() -> list[tuple]:
    return [
        ([],),
        ([7],),
        ([4, 4, 4, 4],),
        ([1, 2, 3, 4, 5, 6],),
        ([6, 5, 4, 3, 2, 1],),
        ([0, -3, -3, 10**9, -(10**9)],),
    ]


def generate(rng: random.Random) -> tuple:
    return ([rng.randint(-20, 40) for _ in range(rng.randint(2, 12))],)


def answer(values: list[int]) -> list[int]:
    return sorted(values)
