"""How do two segments meet? Answered with orientations."""

from fractions import Fraction

TITLE = "How do two segments meet?"
ENTRY_POINT = "how_they_meet"
STATEMENT = """
Two segments are given, each as a pair of different end points with whole-number coordinates. Write
`how_they_meet(first, second)` that returns "apart" if they have no point in common; "overlap" if they have more than
one point in common; "touch" if they have exactly one point in common and it is an end point of at least one of them;
and "cross" if they have exactly one point in common that is not an end point of either.
"""
TAGS = ("geometry", "segments", "orientation")


def boundary():
    return [
        (((0, 0), (4, 4)), ((0, 4), (4, 0))),
        (((0, 0), (4, 0)), ((4, 0), (8, 0))),
        (((0, 0), (4, 0)), ((3, 0), (8, 0))),
        (((0, 0), (4, 0)), ((5, 0), (8, 0))),
        (((0, 0), (4, 0)), ((4, 0), (0, 0))),
        (((0, 0), (4, 0)), ((2, 0), (2, 5))),
        (((0, 0), (4, 0)), ((0, 1), (4, 1))),
        (((0, 0), (9, 0)), ((2, 0), (5, 0))),
    ]


def generate(rng):
    def point():
        return (rng.randint(-3, 3), rng.randint(-3, 3))

    a, b, c, d = point(), point(), point(), point()
    if rng.random() < 0.25:
        c = (a[0] + 2 * (b[0] - a[0]), a[1] + 2 * (b[1] - a[1]))
        d = rng.choice((a, b, (2 * c[0] - b[0], 2 * c[1] - b[1])))
    if a == b:
        b = (a[0] + 1, a[1])
    if c == d:
        d = (c[0], c[1] - 1)
    return ((a, b), (c, d))


def answer(first, second):
    # Solve a + s (b - a) = c + t (d - c) exactly.
    (ax, ay), (bx, by) = first
    (cx, cy), (dx, dy) = second
    ux, uy, vx, vy, wx, wy = bx - ax, by - ay, dx - cx, dy - cy, cx - ax, cy - ay
    determinant = uy * vx - ux * vy
    if determinant != 0:
        s, t = Fraction(wy * vx - wx * vy, determinant), Fraction(wy * ux - wx * uy, determinant)
        if not (0 <= s <= 1 and 0 <= t <= 1):
            return "apart"
        return "touch" if s in (0, 1) or t in (0, 1) else "cross"
    if wx * uy != wy * ux:
        return "apart"
    # On one line: compare the intervals of the parameter s.
    length = ux * ux + uy * uy
    ends = sorted((Fraction(wx * ux + wy * uy, length), Fraction((dx - ax) * ux + (dy - ay) * uy, length)))
    low, high = max(Fraction(0), ends[0]), min(Fraction(1), ends[1])
    return "apart" if low > high else "touch" if low == high else "overlap"
