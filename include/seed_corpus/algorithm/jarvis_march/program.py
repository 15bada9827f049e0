def is_better(current, candidate, best):
    ax, ay = best[0] - current[0], best[1] - current[1]
    bx, by = candidate[0] - current[0], candidate[1] - current[1]
    cross = ax * by - ay * bx
    if cross != 0:
        return cross < 0
    return bx * bx + by * by > ax * ax + ay * ay


def jarvis_march(points):
    start = min(points)
    hull = []
    current = start
    while True:
        hull.append(current)
        following = current
        for point in points:
            if point == current:
                continue
            if following == current or is_better(current, point, following):
                following = point
        current = following
        if current == start:
            return hull
