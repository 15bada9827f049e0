from math import isqrt


def count_representations(n):
    small, large = 0, isqrt(n)
    pairs = []
    while small <= large:
        value = small * small + large * large
        if value < n:
            small += 1
        elif value > n:
            large -= 1
        else:
            pairs.append((small, large))
            small += 1
            large -= 1
    lattice_points = 0
    for a, b in pairs:
        signs = (1 if a == 0 else 2) * (1 if b == 0 else 2)
        orders = 1 if a == b else 2
        lattice_points += signs * orders
    return (lattice_points, pairs)
