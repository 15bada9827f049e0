"""Right triangles with whole sides, from Euclid's formula."""

TITLE = "Right triangles with whole sides"
ENTRY_POINT = "triangles_between"
STATEMENT = """
Write `triangles_between(min_perimeter, max_perimeter)` with 1 <= min_perimeter <= max_perimeter <= 200 that returns
all right triangles with whole-number sides whose perimeter is at least `min_perimeter` and at most `max_perimeter`.
Each triangle is a tuple (a, b, c) with a < b < c, and the list is sorted in ascending order (by a, then b, then c).
It may be empty.
"""
TAGS = ("geometry", "pythagorean-triples", "generator")


def boundary():
    return [(1, 11), (12, 12), (1, 12), (60, 60), (1, 200), (13, 23), (120, 120)]


def generate(rng):
    low = rng.randint(1, 140)
    return (low, low + rng.randint(10, 60))


def answer(min_perimeter, max_perimeter):
    found = []
    for a in range(1, max_perimeter // 3 + 1):
        for b in range(a, (max_perimeter - a) // 2 + 1):
            c = round((a * a + b * b) ** 0.5)
            if c * c == a * a + b * b and min_perimeter <= a + b + c <= max_perimeter:
                found.append((a, b, c))
    return found
