import random

TITLE = "Order of a matrix chain product"
ENTRY_POINT = "matrix_chain_order"
STATEMENT = """\
The product of the matrices M1, M2, …, Mn is to be computed. `dimensions` holds n + 1 positive integers, n >= 1:
matrix Mi has dimensions[i-1] rows and dimensions[i] columns. Multiplying a p x q matrix by a q x r matrix takes p*q*r
multiplications of numbers, whatever the matrices hold. The order of the matrices is fixed, the brackets are not.

Return a tuple of the smallest possible number of multiplications and the bracketing as a string such as "((M1M2)M3)";
each product has its own pair of brackets, and a single matrix is written without. If several bracketings need equally
few multiplications, take the one whose outermost left factor has the fewest matrices, and apply the same rule within
the left factor and within the right factor.
"""
TAGS = ("dynamic programming", "matrices")


def boundary() -> list[tuple]:
    return [
        ([4, 9],),
        ([2, 3, 4],),
        ([1, 1, 1, 1, 1],),
        ([5, 5, 5, 5],),
        ([1, 2, 3, 4, 5, 6],),
        ([1000, 1, 1000, 1, 1000],),
    ]


def generate(rng: random.Random) -> tuple:
    return ([rng.randint(1, 12) for _ in range(rng.randint(3, 7))],)


def answer(dimensions: list[int]) -> tuple[int, str]:
    def list_all(first: int, last: int) -> list[tuple[int, str]]:
        """Every bracketing of the matrices first..last-1, those with a short left factor before the others."""
        if last - first == 1:
            return [(0, f"M{last}")]
        return [
            (left + right + dimensions[first] * dimensions[middle] * dimensions[last], f"({left_text}{right_text})")
            for middle in range(first + 1, last)
            for left, left_text in list_all(first, middle)
            for right, right_text in list_all(middle, last)
        ]

    # min() keeps the first of equal costs.
    return min(list_all(0, len(dimensions) - 1), key=lambda pair: pair[0])
