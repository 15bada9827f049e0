"""Lattice points between two circles, row by row."""

TITLE = "Lattice points in a ring"
ENTRY_POINT = "ring_points"
STATEMENT = """
A ring consists of all points (x, y) of the plane with inner_squared <= x*x + y*y <= outer_squared, where 0 <=
inner_squared <= outer_squared <= 400 are whole numbers. Write `ring_points(inner_squared, outer_squared)` that
returns a pair: the number of points with whole-number coordinates in the ring, and a dictionary that gives for each
y, in ascending order, how many of them have this y; rows without points are left out.
"""
TAGS = ("geometry", "circle", "lattice")


def boundary():
    return [(0, 0), (0, 1), (3, 3), (25, 25), (0, 400), (399, 400), (1, 2)]


def generate(rng):
    inner = rng.randint(0, 150)
    return (inner, inner + rng.choice((0, 1, 5, rng.randint(0, 150))))


def answer(inner_squared, outer_squared):
    points = [(x, y) for y in range(-20, 21) for x in range(-20, 21) if inner_squared <= x * x + y * y <= outer_squared]
    rows = {}
    for _, y in points:
        rows[y] = rows.get(y, 0) + 1
    return (len(points), rows)
