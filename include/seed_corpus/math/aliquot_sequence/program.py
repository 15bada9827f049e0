def divisor_sum(n):
    total = 1
    factor = 2
    while factor * factor <= n:
        term = 1
        while n % factor == 0:
            n //= factor
            term = term * factor + 1
        total *= term
        factor += 1
    if n > 1:
        total *= n + 1
    return total


def aliquot_kind(start, max_terms):
    position = {}
    terms = []
    number = start
    while len(terms) < max_terms:
        if number == 0:
            return ("ends", terms)
        if number in position:
            first = position[number]
            return (f"cycle of {len(terms) - first}", terms[first:])
        position[number] = len(terms)
        terms.append(number)
        number = divisor_sum(number) - number
    return ("open", terms)
