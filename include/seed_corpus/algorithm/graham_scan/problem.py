import random

TITLE = "Convex hull by Graham's scan"
ENTRY_POINT = "graham_scan"
STATEMENT = """\
`points` is a list of points of the plane, tuples (x, y) of integers; it may be empty and may hold a point more than
once. A rubber band around all the points would form a polygon, the convex hull.

Return the corners of the hull as a list of points, going round counter-clockwise and beginning with the lowest point
(the leftmost of the lowest ones if there are several). Points on an edge of the hull that are not corners are left
out. If all points lie on one line, the corners are the two ends of the smallest segment that holds them, and just one
point if the segment is a point.

Sort the other points by their direction as seen from the lowest point and keep only left turns.
"""
TAGS = ("geometry", "convex hull", "sorting", "stack")


def boundary() -> list[tuple]:
    return [
        ([],),
        ([(3, -2)],),
        ([(1, 1), (1, 1), (1, 1)],),
        ([(2, 2), (0, 0), (1, 1), (3, 3)],),
        ([(0, 5), (5, 5), (2, 5)],),
        ([(4, 0), (4, 3), (4, -1)],),
        ([(0, 0), (2, 0), (2, 2), (0, 2), (1, 1), (1, 0), (2, 1), (1, 2), (0, 1)],),
        ([(-(10**6), 0), (10**6, 0), (0, 1), (0, -1)],),
    ]


def generate(rng: random.Random) -> tuple:
    reach = rng.choice([2, 5, 9])
    return ([(rng.randint(-reach, reach), rng.randint(-reach, reach)) for _ in range(rng.randint(3, 9))],)


def answer(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    def is_edge(p: tuple[int, int], q: tuple[int, int]) -> bool:
        """All other points lie to the left of the way from p to q, or between p and q."""
        for x, y in points:
            side = (q[0] - p[0]) * (y - p[1]) - (q[1] - p[1]) * (x - p[0])
            beyond = (x - p[0]) * (x - q[0]) + (y - p[1]) * (y - q[1]) > 0
            if side < 0 or (side == 0 and beyond):
                return False
        return True

    if not points:
        return []
    following = {p: q for p in set(points) for q in set(points) if p != q and is_edge(p, q)}
    corners = [min(points, key=lambda point: (point[1], point[0]))]
    while following.get(corners[-1], corners[0]) != corners[0]:
        corners.append(following[corners[-1]])
    return corners
