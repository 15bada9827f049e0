import random

TITLE = "Binary search"
ENTRY_POINT = "binary_search"
STATEMENT = """\
Given a list of integers `values` in non-decreasing order and an integer `target`, return the index (counted from 0)
of the first occurrence of `target`, or -1 when the list does not hold it. Halve the range in question at every step
instead of looking at all elements.
"""
TAGS = ("searching", "arrays", "divide and conquer")


def boundary() -> list[tuple]:
    return [
        ([], 3),
        ([4], 4),
        ([4], 5),
        ([2, 2, 2, 2, 2], 2),
        ([1, 3, 5, 7], 0),
        ([1, 3, 5, 7], 8),
        ([-9, -4, -4, 0, 10**9], -4),
        ([1, 3, 5, 7], 4),
    ]


def generate(rng: random.Random) -> tuple:
    values = sorted(rng.randint(-40, 80) for _ in range(rng.randint(4, 30)))
    target = rng.choice(values) if rng.random() < 0.7 else rng.randint(-45, 85)
    return (values, target)


def answer(values: list[int], target: int) -> int:
    return values.index(target) if target in values else -1
