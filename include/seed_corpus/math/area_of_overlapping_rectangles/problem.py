"""The area covered by rectangles that may overlap, with a sweep line."""

TITLE = "Posters on a wall"
ENTRY_POINT = "union_area"
STATEMENT = """
Rectangular posters hang on a wall, their sides parallel to the axes. Each is a tuple (left, bottom, right, top) of
whole numbers between 0 and 20 with left < right and bottom < top; posters may overlap, lie on top of each other or be
equal (at most 8 posters, possibly none). Write `union_area(rectangles)` that returns the area of the wall that is
covered by at least one poster.
"""
TAGS = ("geometry", "sweep-line", "intervals")


def boundary():
    return [
        ([],),
        ([(0, 0, 20, 20)],),
        ([(1, 1, 4, 4), (1, 1, 4, 4)],),
        ([(0, 0, 2, 2), (2, 0, 4, 2)],),
        ([(0, 0, 10, 1), (0, 0, 1, 10), (9, 0, 10, 10)],),
        ([(0, 0, 9, 9), (3, 3, 5, 5)],),
    ]


def generate(rng):
    posters = []
    for _ in range(rng.randint(2, 5)):
        left, right = sorted(rng.sample(range(0, 13), 2))
        bottom, top = sorted(rng.sample(range(0, 13), 2))
        posters.append((left, bottom, right, top))
    return (posters,)


def answer(rectangles):
    cells = set()
    for left, bottom, right, top in rectangles:
        cells.update((x, y) for x in range(left, right) for y in range(bottom, top))
    return len(cells)
