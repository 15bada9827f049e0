def side_of(start, end, point):
    cross = (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])
    return (cross > 0) - (cross < 0)


def is_on_segment(start, end, point):
    if side_of(start, end, point) != 0:
        return False
    for axis in (0, 1):
        low, high = sorted((start[axis], end[axis]))
        if not low <= point[axis] <= high:
            return False
    return True


def how_they_meet(first, second):
    a, b = first
    c, d = second
    shared_ends = set()
    for point in (c, d):
        if is_on_segment(a, b, point):
            shared_ends.add(point)
    for point in (a, b):
        if is_on_segment(c, d, point):
            shared_ends.add(point)
    if len(shared_ends) >= 2:
        return "overlap"
    if len(shared_ends) == 1:
        return "touch"
    if side_of(a, b, c) != side_of(a, b, d) and side_of(c, d, a) != side_of(c, d, b):
        return "cross"
    return "apart"
