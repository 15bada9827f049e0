from math import gcd


def count_lattice_points(corners):
    doubled_area = 0
    on_border = 0
    previous_x, previous_y = corners[-1]
    for x, y in corners:
        doubled_area += previous_x * y - x * previous_y
        on_border += gcd(abs(x - previous_x), abs(y - previous_y))
        previous_x, previous_y = x, y
    doubled_area = abs(doubled_area)
    inside = (doubled_area - on_border + 2) // 2
    return {"doubled_area": doubled_area, "on_border": on_border, "inside": inside}
