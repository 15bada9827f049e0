from math import isqrt


def ring_points(inner_squared, outer_squared):
    reach = isqrt(outer_squared)
    rows = {}
    total = 0
    for y in range(-reach, reach + 1):
        half_outer = isqrt(outer_squared - y * y)
        in_row = 2 * half_outer + 1
        below = inner_squared - 1 - y * y
        if below >= 0:
            in_row -= 2 * isqrt(below) + 1
        if in_row > 0:
            rows[y] = in_row
            total += in_row
    return (total, rows)
