def squared_sides(a, b, c):
    corners = (a, b, c)
    for index in range(3):
        x1, y1 = corners[index]
        x2, y2 = corners[(index + 1) % 3]
        yield (x1 - x2) ** 2 + (y1 - y2) ** 2


def classify(a, b, c):
    shortest, middle, longest = sorted(squared_sides(a, b, c))
    # Sixteen times the squared area, by Heron's formula for squared sides.
    sixteen_area_squared = 4 * shortest * middle - (longest - shortest - middle) ** 2
    if sixteen_area_squared == 0:
        return "no triangle"
    if shortest == middle == longest:
        by_sides = "equilateral"
    elif shortest == middle or middle == longest:
        by_sides = "isosceles"
    else:
        by_sides = "scalene"
    excess = shortest + middle - longest
    if excess == 0:
        by_angle = "right"
    elif excess < 0:
        by_angle = "obtuse"
    else:
        by_angle = "acute"
    return f"{by_sides} {by_angle}"
