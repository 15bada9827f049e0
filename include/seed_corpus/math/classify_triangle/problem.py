"""Classifying a triangle by sides and angles from its corners."""

TITLE = "What kind of triangle?"
ENTRY_POINT = "classify"
STATEMENT = """
Three points a, b, c are given as pairs of whole numbers (x, y) between -50 and 50. Write `classify(a, b, c)` that
returns "no triangle" if the points lie on one line (or coincide), and otherwise a text of two words: first
"equilateral" (three equal sides), "isosceles" (exactly two equal sides) or "scalene" (no equal sides), then "acute"
(all angles below 90 degrees), "right" or "obtuse" (one angle above 90 degrees).
"""
TAGS = ("geometry", "triangle", "classification")


def boundary():
    return [
        ((0, 0), (0, 0), (0, 0)),
        ((0, 0), (1, 1), (50, 50)),
        ((0, 0), (4, 0), (0, 3)),
        ((0, 0), (4, 0), (2, 2)),
        ((-50, 0), (50, 0), (0, 1)),
        ((0, 0), (6, 0), (3, 5)),
        ((0, 0), (7, 1), (2, 5)),
    ]


def generate(rng):
    x, y = rng.randint(-6, 6), rng.randint(-6, 6)
    dx, dy = rng.randint(-5, 5), rng.randint(-5, 5)
    kind = rng.randrange(4)
    if kind == 0:
        third = (x - dy * rng.choice((1, 2)), y + dx * rng.choice((1, 2)))
    elif kind == 1:
        third = (x + dy, y + dx)
    elif kind == 2 and rng.random() < 0.4:
        third = (x - 2 * dx, y - 2 * dy)
    else:
        third = (x + rng.randint(-7, 7), y + rng.randint(-7, 7))
    corners = [(x, y), (x + dx, y + dy), third]
    rng.shuffle(corners)
    return tuple(corners)


def answer(a, b, c):
    def vector(p, q):
        return complex(q[0] - p[0], q[1] - p[1])

    corners = [(vector(a, b), vector(a, c)), (vector(b, c), vector(b, a)), (vector(c, a), vector(c, b))]
    if any((u.conjugate() * v).imag == 0 for u, v in corners):
        return "no triangle"
    # A corner between equal sides is counted once in an isosceles and three times in an equilateral triangle.
    equal = sum(abs(u) ** 2 - abs(v) ** 2 < 1e-6 and abs(v) ** 2 - abs(u) ** 2 < 1e-6 for u, v in corners)
    smallest_dot = min((u.conjugate() * v).real for u, v in corners)
    sides = {0: "scalene", 1: "isosceles", 3: "equilateral"}[equal]
    return sides + (" right" if smallest_dot == 0 else " obtuse" if smallest_dot < 0 else " acute")
