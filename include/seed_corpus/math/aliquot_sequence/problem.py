"""Aliquot sequences: perfect, friendly and ending numbers."""

TITLE = "Sums of proper divisors, again and again"
ENTRY_POINT = "aliquot_kind"
STATEMENT = """
The proper divisors of a number are its divisors except the number itself (so 1 has none, and their sum is 0).
Starting with `start` (1 to 2000), replace the number by the sum of its proper divisors again and again. Collect the
terms, `start` being the first, until one of the following is noticed, which are looked at in this order before each
new term is collected: `max_terms` terms (at least 1) have been collected: return ("open", the terms); the new term is
0: return ("ends", the terms before the 0); the new term is already there: return ("cycle of L", the L terms of the
cycle beginning with that term). Write `aliquot_kind(start, max_terms)` that returns this pair.
"""
TAGS = ("number-theory", "divisors", "cycle-detection")


def boundary():
    return [(1, 5), (6, 2), (6, 1), (220, 8), (95, 10), (97, 3), (12, 6), (12, 7), (12, 8), (562, 6)]


def generate(rng):
    return (rng.randint(2, 400), rng.randint(2, 8))


def answer(start, max_terms):
    terms = [start]
    while True:
        last = terms[-1]
        following = sum(divisor for divisor in range(1, last // 2 + 1) if last % divisor == 0)
        if len(terms) == max_terms:
            return ("open", terms)
        if following == 0:
            return ("ends", terms)
        if following in terms:
            cycle = terms[terms.index(following) :]
            return (f"cycle of {len(cycle)}", cycle)
        terms.append(following)
