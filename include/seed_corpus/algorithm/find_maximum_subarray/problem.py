import random

TITLE = "Maximum subarray"
ENTRY_POINT = "find_maximum_subarray"
STATEMENT = """\
Given a non-empty list of integers `values`, find the block of one or more neighbouring elements with the largest sum.
Return a tuple (start, end, total): the index of the first and of the last element of the block, counted from 0, and
its sum. If several blocks have the largest sum, take the one that starts first, and among those the shortest.

Divide and conquer: the best block lies in the left half, in the right half, or crosses the middle.
"""
TAGS = ("divide and conquer", "arrays", "recursion")


def boundary() -> list[tuple]:
    return [
        ([5],),
        ([-5],),
        ([-3, -1, -1, -2],),
        ([0, 0, 0, 0],),
        ([1, 2, 3, 4],),
        ([2, -2, 2, -2, 2],),
        ([0, 3, 0, -3, 3],),
        ([0, 1, 1, 0],),
        ([10**9, -1, 10**9],),
    ]


def generate(rng: random.Random) -> tuple:
    reach = rng.choice([2, 5, 12])
    return ([rng.randint(-reach, reach) for _ in range(rng.randint(2, 11))],)


def answer(values: list[int]) -> tuple[int, int, int]:
    blocks = [(start, end) for start in range(len(values)) for end in range(start, len(values))]
    start, end = min(blocks, key=lambda block: (-sum(values[block[0] : block[1] + 1]), block))
    return start, end, sum(values[start : end + 1])
