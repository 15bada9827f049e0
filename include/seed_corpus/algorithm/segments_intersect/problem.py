import random
from fractions import Fraction

TITLE = "Do two line segments meet?"
ENTRY_POINT = "segments_intersect"
STATEMENT = """\
`a`, `b`, `c` and `d` are points of the plane, each a tuple (x, y) of integers. Decide whether the straight segment
from a to b and the straight segment from c to d have at least one point in common; their end points belong to the
segments. The end points of a segment may coincide, in which case it is a single point. Return True or False, and use
integer arithmetic only.
"""
TAGS = ("geometry", "segments")


def boundary() -> list[tuple]:
    return [
        ((0, 0), (4, 4), (0, 4), (4, 0)),
        ((0, 0), (2, 0), (2, 0), (5, 7)),
        ((0, 0), (2, 0), (3, 0), (5, 0)),
        ((0, 0), (3, 0), (1, 0), (2, 0)),
        ((0, 0), (4, 0), (0, 1), (4, 1)),
        ((1, 1), (1, 1), (1, 1), (1, 1)),
        ((1, 1), (1, 1), (0, 0), (3, 3)),
        ((5, 5), (5, 5), (0, 0), (3, 3)),
        ((-(10**9), -(10**9)), (10**9, 10**9), (10**9, -(10**9)), (-(10**9), 10**9 - 1)),
        ((0, 0), (4, 0), (2, 3), (2, 1)),
    ]


def generate(rng: random.Random) -> tuple:
    reach = rng.choice([2, 4, 8])
    return tuple((rng.randint(-reach, reach), rng.randint(-reach, reach)) for _ in range(4))


def answer(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int], d: tuple[int, int]) -> bool:
    # Cut the segment a + t(b - a), 0 <= t <= 1, with the line through c and d, and then with the segment c-d on it.
    (ux, uy), (vx, vy) = (b[0] - a[0], b[1] - a[1]), (d[0] - c[0], d[1] - c[1])
    wx, wy = c[0] - a[0], c[1] - a[1]
    determinant = uy * vx - ux * vy
    if determinant:
        t = Fraction(wy * vx - wx * vy, determinant)
        s = Fraction(ux * wy - uy * wx, determinant)
        return 0 <= t <= 1 and 0 <= s <= 1
    # Parallel, or a point: there is a line that holds both, or they do not meet; on a line, points compare as tuples.
    on_one_line = all(
        (q[0] - p[0]) * (r[1] - p[1]) == (q[1] - p[1]) * (r[0] - p[0])
        for p, q, r in [(a, b, c), (a, b, d), (c, d, a), (c, d, b)]
    )
    return on_one_line and max(min(a, b), min(c, d)) <= min(max(a, b), max(c, d))
