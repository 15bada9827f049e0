import random

TITLE = "Heapsort"
ENTRY_POINT = "heapsort"
STATEMENT = """\
Given a list of integers `values`, return a new list with the same integers in non-decreasing order.

Use a binary heap stored in the list itself: the children of position i are at 2i + 1 and 2i + 2, and no child is
larger than its parent. Build the heap from the last parent up to the root, then repeatedly exchange the root, which
is the largest remaining number, with the last element of the heap, shrink the heap by one and let the new root sink.
"""
TAGS = ("sorting", "heap", "arrays")


def boundary() -> list[tuple]:
    return [
        ([],),
        ([3],),
        ([2, 1],),
        ([8, 8, 8, 8, 8],),
        ([1, 2, 3, 4, 5, 6, 7],),
        ([-1, -10, -100, -1000],),
        ([10**15, 0, -(10**15), 10**15],),
    ]


def generate(rng: random.Random) -> tuple:
    return ([rng.randint(-50, 50) for _ in range(rng.randint(2, 11))],)


def answer(values: list[int]) -> list[int]:
    return sorted(values)
