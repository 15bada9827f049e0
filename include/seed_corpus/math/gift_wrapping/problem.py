"""The convex hull by gift wrapping."""

from itertools import combinations

TITLE = "A rubber band around nails"
ENTRY_POINT = "wrap"
STATEMENT = """
Nails are hammered into a board at different points (x, y) with whole-number coordinates (1 to 12 nails). A rubber
band is stretched around all of them. Write `wrap(points)` that returns the list of the nails at which the band makes
a bend, beginning with the smallest one (smallest x, then smallest y) and continuing counter-clockwise. A nail in the
middle of a straight part of the band is not listed. One nail alone gives a list of one nail; if all nails lie on one
line, the list holds the two end nails.
"""
TAGS = ("geometry", "convex-hull", "orientation")


def boundary():
    return [
        ([(3, 4)],),
        ([(0, 0), (5, 5)],),
        ([(2, 2), (0, 0), (1, 1), (3, 3)],),
        ([(0, 0), (2, 0), (1, 0), (2, 2), (0, 2), (1, 1), (0, 1)],),
        ([(-3, 0), (3, 0), (0, -5), (0, 5)],),
    ]


def generate(rng):
    cells = [(x, y) for x in range(-5, 6) for y in range(-5, 6)]
    return (rng.sample(cells, rng.randint(3, 8)),)


def answer(points):
    if len(points) <= 2:
        return sorted(points)

    def side(a, b, c):
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    def is_between(p, a, b):
        dot = (a[0] - p[0]) * (b[0] - p[0]) + (a[1] - p[1]) * (b[1] - p[1])
        return side(a, b, p) == 0 and dot <= 0

    def is_in_triangle(p, a, b, c):
        signs = (side(a, b, p), side(b, c, p), side(c, a, p))
        return side(a, b, c) != 0 and (all(s >= 0 for s in signs) or all(s <= 0 for s in signs))

    bends = set()
    for point in points:
        others = [other for other in points if other != point]
        covered = any(is_between(point, *pair) for pair in combinations(others, 2))
        if not covered and not any(is_in_triangle(point, *corner) for corner in combinations(others, 3)):
            bends.add(point)
    # From each bend the next one is that with all others on the left.
    hull = [min(bends)]
    while len(hull) < len(bends):
        hull.append(next(b for b in bends - set(hull) if all(side(hull[-1], b, c) >= 0 for c in bends)))
    return hull
