"""Area and lattice points of a polygon by the shoelace formula and Pick's theorem."""

TITLE = "Posts inside a field"
ENTRY_POINT = "count_lattice_points"
STATEMENT = """
A field is a polygon with whole-number corners (x, y), 0 <= x, y <= 15, given in order around the border (in either
direction); the border does not touch or cross itself, and there are at least three corners. Write
`count_lattice_points(corners)` that returns a dictionary with, in this order, "doubled_area": twice the area,
"on_border": the number of points with whole-number coordinates on the border, and "inside": the number of such points
strictly inside.
"""
TAGS = ("geometry", "polygon", "lattice", "shoelace")


def boundary():
    return [
        ([(0, 0), (1, 0), (0, 1)],),
        ([(0, 0), (0, 15), (15, 15), (15, 0)],),
        ([(0, 0), (2, 0), (4, 0), (4, 4)],),
        ([(0, 0), (6, 0), (6, 6), (3, 1), (0, 6)],),
        ([(7, 7), (8, 9), (9, 7), (8, 8)],),
    ]


def generate(rng):
    # Between a lower and an upper chain over the same x values, so the border never meets itself.
    columns = sorted(rng.sample(range(16), rng.randint(3, 8)))
    lower, upper = [], []
    for x in columns:
        low, high = sorted(rng.sample(range(16), 2))
        lower.append((x, low))
        upper.append((x, high))
    corners = lower + upper[::-1]
    return (corners if rng.random() < 0.5 else corners[::-1],)


def answer(corners):
    sides = list(zip(corners, corners[1:] + corners[:1], strict=True))
    on_border = inside = 0
    for px in range(16):
        for py in range(16):
            # Is it on a side? Otherwise a ray to the right crosses the border an odd number of times inside.
            turns = [(bx - ax) * (py - ay) - (by - ay) * (px - ax) for (ax, ay), (bx, by) in sides]
            if any(
                turn == 0 and min(a[0], b[0]) <= px <= max(a[0], b[0]) and min(a[1], b[1]) <= py <= max(a[1], b[1])
                for turn, (a, b) in zip(turns, sides, strict=True)
            ):
                on_border += 1
                continue
            crossings = sum(
                (a[1] > py) != (b[1] > py) and (turn > 0) == (b[1] > a[1])
                for turn, (a, b) in zip(turns, sides, strict=True)
            )
            inside += crossings % 2
    # The area as a sum of trapezoids under the sides.
    doubled_area = abs(sum((bx - ax) * (ay + by) for (ax, ay), (bx, by) in sides))
    return {"doubled_area": doubled_area, "on_border": on_border, "inside": inside}
