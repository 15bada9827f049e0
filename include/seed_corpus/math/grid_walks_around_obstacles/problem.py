"""Shortest walks on a street grid with closed crossings."""

from itertools import combinations

TITLE = "Walks through a town with closed crossings"
ENTRY_POINT = "count_walks"
STATEMENT = """
A town map is a list of texts of equal length (at least one row and one column; at most 6 rows and 6 columns). The
character "." is an open crossing and "#" a closed one. A walk starts at the top left crossing, ends at the bottom
right one, goes one crossing to the right or one down at each step and uses open crossings only, the first and the
last included. Write `count_walks(grid)` that returns the number of different walks.
"""
TAGS = ("combinatorics", "dynamic-programming", "grid")


def boundary():
    return [
        (["."],),
        (["#"],),
        (["..."],),
        ([".", "#", "."],),
        (["..", ".."],),
        ([".#", "#."],),
        (["......"] * 6,),
        (["..", ".#"],),
    ]


def generate(rng):
    rows, columns = rng.randint(2, 6), rng.randint(2, 6)
    cells = [["#" if rng.random() < 0.15 else "." for _ in range(columns)] for _ in range(rows)]
    if rng.random() < 0.9:
        cells[0][0] = cells[-1][-1] = "."
    return (["".join(row) for row in cells],)


def answer(grid):
    rows, columns = len(grid), len(grid[0])
    count = 0
    # A walk is a choice of the steps that go down.
    for downs in combinations(range(rows + columns - 2), rows - 1):
        row = column = 0
        is_open = grid[0][0] == "."
        for step in range(rows + columns - 2):
            row, column = (row + 1, column) if step in downs else (row, column + 1)
            is_open = is_open and grid[row][column] == "."
        count += is_open
    return count
