"""Standard fillings of a staircase of boxes by hook lengths."""

from functools import cache

TITLE = "Filling a staircase of boxes"
ENTRY_POINT = "count_tableaux"
STATEMENT = """
Boxes are arranged in left-aligned rows; row_lengths[i] >= 1 is the number of boxes of row i and no row is longer than
the one above it (at most 15 boxes in all, possibly none). A filling puts the numbers 1, 2, 3, ... up to the number of
boxes into the boxes so that they grow from left to right in every row and from top to bottom in every column. The
hook length of a box is the number of boxes to the right of it in its row plus the number of boxes below it in its
column plus 1. Write `count_tableaux(row_lengths)` that returns the pair (hook lengths as a list of rows, number of
fillings). Without boxes it is ([], 1).
"""
TAGS = ("combinatorics", "young-tableaux", "hook-length")


def boundary():
    return [([],), ([1],), ([5],), ([1, 1, 1],), ([3, 3, 3],), ([4, 3, 2, 1],), ([7, 7],)]


def generate(rng):
    rows, boxes = [rng.randint(1, 6)], rng.randint(6, 15)
    while sum(rows) < boxes:
        rows.append(rng.randint(1, min(rows[-1], boxes - sum(rows))))
    return (rows,)


@cache
def _count(shape):
    # The largest number stands in a corner; take that box away.
    if sum(shape) == 0:
        return 1
    total = 0
    for row, length in enumerate(shape):
        following = shape[row + 1] if row + 1 < len(shape) else 0
        if length > following:
            total += _count((*shape[:row], length - 1, *shape[row + 1 :]))
    return total


def answer(row_lengths):
    boxes = {(row, column) for row, length in enumerate(row_lengths) for column in range(length)}
    hooks = [
        [sum((r == row and c >= column) or (c == column and r > row) for r, c in boxes) for column in range(length)]
        for row, length in enumerate(row_lengths)
    ]
    return (hooks, _count(tuple(row_lengths)))
