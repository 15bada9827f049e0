from math import gcd


def primitive_triples(max_perimeter):
    m = 2
    while 2 * m * (m + 1) <= max_perimeter:
        for n in range(1 + m % 2, m, 2):
            perimeter = 2 * m * (m + n)
            if perimeter > max_perimeter:
                break
            if gcd(m, n) == 1:
                legs = sorted((m * m - n * n, 2 * m * n))
                yield (*legs, m * m + n * n)
        m += 1


def triangles_between(min_perimeter, max_perimeter):
    found = []
    for a, b, c in primitive_triples(max_perimeter):
        perimeter = a + b + c
        factor = -(-min_perimeter // perimeter)
        while factor * perimeter <= max_perimeter:
            found.append((factor * a, factor * b, factor * c))
            factor += 1
    return sorted(found)
