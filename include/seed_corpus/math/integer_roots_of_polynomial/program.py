def divide_by_root(coefficients, root):
    """Horner's scheme: the quotient by (x - root) and the remainder."""
    carried = 0
    row = []
    for coefficient in coefficients:
        carried = carried * root + coefficient
        row.append(carried)
    remainder = row.pop()
    return row, remainder


def integer_roots(coefficients):
    roots = []
    while len(coefficients) > 1:
        constant = abs(coefficients[-1])
        if constant == 0:
            candidates = [0]
        else:
            divisors = [d for d in range(1, constant + 1) if constant % d == 0]
            candidates = [sign * d for d in divisors for sign in (1, -1)]
        for candidate in candidates:
            quotient, remainder = divide_by_root(coefficients, candidate)
            if remainder == 0:
                roots.append(candidate)
                coefficients = quotient
                break
        else:
            break
    return (sorted(roots), coefficients)
