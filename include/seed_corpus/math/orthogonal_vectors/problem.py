"""Orthogonal vectors by the method of Gram and Schmidt."""

from fractions import Fraction

TITLE = "Making vectors perpendicular"
ENTRY_POINT = "orthogonalize"
STATEMENT = """
`vectors` is a list of 0 to 4 vectors, each a list of the same number (1 to 4) of whole numbers. Go through them in
order and remove from each vector its perpendicular projection onto the space spanned by all vectors before it. Write
`orthogonalize(vectors)` that returns a pair: the list of what is left of the vectors, leaving out zero vectors, every
entry being a text (a fraction in lowest terms such as "-2/5", or a whole number such as "3"); and the list of the
indices, counted from 0, of the vectors of which nothing was left.
"""
TAGS = ("linear-algebra", "gram-schmidt", "fractions")


def boundary():
    return [
        ([],),
        ([[0, 0]],),
        ([[3], [5]],),
        ([[1, 0], [0, 1]],),
        ([[1, 1], [2, 2], [1, 0]],),
        ([[1, 1, 0], [1, 0, 1], [0, 1, 1]],),
        ([[1, 2, 2, 1], [1, 2, 2, 1], [0, 0, 0, 0], [3, 0, 0, 1]],),
    ]


def generate(rng):
    size = rng.randint(2, 3)
    vectors = [[rng.randint(-3, 4) for _ in range(size)] for _ in range(rng.randint(2, size))]
    if rng.random() < 0.25:
        vectors.append([a - b for a, b in zip(vectors[0], vectors[1], strict=True)])
    return (vectors,)


def _determinant(rows):
    if not rows:
        return 1
    return sum(
        (-1) ** j * entry * _determinant([row[:j] + row[j + 1 :] for row in rows[1:]])
        for j, entry in enumerate(rows[0])
    )


def answer(vectors):
    # The residue as a quotient of Gram determinants, whose last row holds the vectors themselves.
    independent, rests, dependent = [], [], []
    for index, vector in enumerate(vectors):
        family = [*independent, vector]
        gram = [[sum(a * b for a, b in zip(v, w, strict=True)) for w in family] for v in independent]
        scale = _determinant([row[:-1] for row in gram])
        rest = [
            Fraction(_determinant([*gram, [member[place] for member in family]]), scale) for place in range(len(vector))
        ]
        if any(rest):
            independent.append(vector)
            rests.append([str(entry) for entry in rest])
        else:
            dependent.append(index)
    return (rests, dependent)
