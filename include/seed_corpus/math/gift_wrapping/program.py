def turn(a, b, c):
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def squared_distance(a, b):
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def wrap(points):
    start = min(points)
    hull = [start]
    while True:
        current = hull[-1]
        best = None
        for candidate in points:
            if candidate == current:
                continue
            if best is None:
                best = candidate
                continue
            side = turn(current, best, candidate)
            farther = squared_distance(current, candidate) > squared_distance(current, best)
            if side < 0 or (side == 0 and farther):
                best = candidate
        if best is None or best == start:
            return hull
        hull.append(best)
