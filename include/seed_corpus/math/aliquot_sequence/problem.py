"""Aliquot sequences: perfect, friendly and ending numbers."""

TITLE = "Sums of proper divisors, again and again"
ENTRY_POINT = "aliquot_kind"
STATEMENT = """
The proper divisors of a number are its divisors except the number itself (so 1 has none, and their sum is 0). A list
of terms begins with `start` (1 to 2000) and grows in rounds. If it already holds `max_terms` terms (at least 1),
return ("open", list). Otherwise let n be the sum of the proper divisors of the last term: if n is 0, return ("ends",
list); if n is already in the list, return ("cycle of L", cycle), where the cycle is the part of the list from n on
and L its length; else append n and start the next round. Write `aliquot_kind(start, max_terms)` that returns this
pair.
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
