def turn(origin, first, second):
    dx1, dy1 = first[0] - origin[0], first[1] - origin[1]
    dx2, dy2 = second[0] - origin[0], second[1] - origin[1]
    cross = dx1 * dy2 - dx2 * dy1
    return (cross > 0) - (cross < 0)


def lies_within(start, end, point):
    in_width = min(start[0], end[0]) <= point[0] <= max(start[0], end[0])
    in_height = min(start[1], end[1]) <= point[1] <= max(start[1], end[1])
    return in_width and in_height


def segments_intersect(a, b, c, d):
    side_a, side_b = turn(c, d, a), turn(c, d, b)
    side_c, side_d = turn(a, b, c), turn(a, b, d)
    if side_a * side_b < 0 and side_c * side_d < 0:
        return True
    for side, point, start, end in (
        (side_a, a, c, d),
        (side_b, b, c, d),
        (side_c, c, a, b),
        (side_d, d, a, b),
    ):
        if side == 0 and lies_within(start, end, point):
            return True
    return False
