from functools import cmp_to_key


def cross(origin, a, b):
    return (a[0] - origin[0]) * (b[1] - origin[1]) - (a[1] - origin[1]) * (b[0] - origin[0])


def graham_scan(points):
    if not points:
        return []
    lowest = min(points, key=lambda point: (point[1], point[0]))

    def distance(point):
        return abs(point[0] - lowest[0]) + abs(point[1] - lowest[1])

    def compare(a, b):
        turn = cross(lowest, a, b)
        return -turn if turn else distance(a) - distance(b)

    others = [point for point in dict.fromkeys(points) if point != lowest]
    hull = [lowest]
    for point in sorted(others, key=cmp_to_key(compare)):
        while len(hull) > 1 and cross(hull[-2], hull[-1], point) <= 0:
            hull.pop()
        hull.append(point)
    return hull
