"""A spiral of numbers: where a number stands, and the sum of the diagonal."""

import random

TITLE = "Number spiral"
ENTRY_POINT = "stdin"
STATEMENT = """The numbers from 1 to n*n fill an n x n square in a spiral that starts in the upper left corner and turns
clockwise inwards. The first line holds n, the second a number of the square. Print the row and the column of that number
(counted from 1), and on a second line the sum of the main diagonal."""
TAGS = ("simulation", "matrix")


def boundary() -> list[str]:
    return ["1\n1\n", "2\n3\n", "3\n9\n", "4\n1\n"]


def generate(rng: random.Random) -> str:
    n = rng.choice([2, 3, 4, 5, 6, 7, 8, 8, 7, 9, 9, 10])
    return f"{n}\n{rng.randint(1, n * n)}\n"


def answer(text: str) -> str:
    n, wanted = map(int, text.split())

    def number(r: int, c: int, size: int, first: int) -> int:
        if r == 0:
            return first + c
        if c == size - 1:
            return first + size - 1 + r
        if r == size - 1:
            return first + 3 * (size - 1) - c
        if c == 0:
            return first + 4 * (size - 1) - r
        return number(r - 1, c - 1, size - 2, first + 4 * (size - 1))

    cells = [(r, c) for r in range(n) for c in range(n)]
    r, c = next(cell for cell in cells if number(*cell, n, 1) == wanted)
    return f"{r + 1} {c + 1}\n{sum(number(i, i, n, 1) for i in range(n))}"
