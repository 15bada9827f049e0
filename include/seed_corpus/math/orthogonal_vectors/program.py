from fractions import Fraction


def dot(left, right):
    return sum(a * b for a, b in zip(left, right))


def orthogonalize(vectors):
    basis = []
    dependent = []
    for index, vector in enumerate(vectors):
        rest = [Fraction(entry) for entry in vector]
        for earlier in basis:
            factor = dot(rest, earlier) / dot(earlier, earlier)
            if factor:
                rest = [a - factor * b for a, b in zip(rest, earlier)]
        if any(rest):
            basis.append(rest)
        else:
            dependent.append(index)
    return ([[str(entry) for entry in vector] for vector in basis], dependent)
