from functools import cmp_to_key


def cross(origin, a, b):
    return (a[0] - origin[0]) * (b[1] - origin[1]) - (a[1] - origin[1]) * (b[0] - origin[0])


def graham_scan(points):
    distinct = sorted(set(points), key=lambda point: (point[1], point[0]))
    if not distinct:
        return []
    lowest = distinct[0]

    def compare(a, b):
        turn = cross(lowest, a, b)
        if turn != 0:
            return -1 if turn > 0 else 1
        return abs(a[0] - lowest[0]) + a[1] - abs(b[0] - lowest[0]) - b[1]

    hull = [lowest]
    for point in sorted(distinct[1:], key=cmp_to_key(compare)):
        while len(hull) > 1 and cross(hull[-2], hull[-1], point) <= 0:
            hull.pop()
        hull.append(point)
    return hull
