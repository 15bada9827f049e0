import random

TITLE = "Quickselect"
ENTRY_POINT = "quickselect"
STATEMENT = """\
Given a non-empty list of integers `values` and an integer `rank` with 1 <= rank <= len(values), return the number
that would stand at place `rank` (counted from 1) if the list were sorted in non-decreasing order. Equal numbers each
take a place of their own.

Do not sort: split the numbers into those smaller than, equal to and larger than a pivot, and go on with the only part
that can hold the wanted place.
"""
TAGS = ("searching", "selection", "arrays")


def boundary() -> list[tuple]:
    return [
        ([6], 1),
        ([1, 1, 1, 1], 3),
        ([5, 4, 3, 2, 1], 1),
        ([5, 4, 3, 2, 1], 5),
        ([-2, 10**9, -(10**9), 0], 2),
        ([3, 1, 3, 2, 3], 4),
    ]


def generate(rng: random.Random) -> tuple:
    values = [rng.randint(-30, 30) for _ in range(rng.randint(3, 16))]
    return (values, rng.randint(1, len(values)))


def answer(values: list[int], rank: int) -> int:
    return sorted(values)[rank - 1]
