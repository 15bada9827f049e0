"""The k-th balanced bracket text in alphabetical order."""

TITLE = "The k-th bracket text"
ENTRY_POINT = "kth_brackets"
STATEMENT = """
A text of n opening and n closing round brackets is balanced if no beginning of it contains more closing than opening
brackets. Sort the balanced texts of n pairs, "(" being smaller than ")", and number them from 1. Write
`kth_brackets(pairs, k)` that returns text number k (k >= 1), or None if there are fewer than k texts. 0 <= pairs <=
7; the only text of 0 pairs is the empty one.
"""
TAGS = ("combinatorics", "catalan-numbers", "unranking")


def boundary():
    return [(0, 1), (0, 2), (1, 1), (1, 2), (3, 1), (3, 5), (3, 6), (6, 132), (7, 429)]


def generate(rng):
    pairs, count = rng.choice(((3, 6), (4, 15), (5, 43), (5, 43), (5, 43), (6, 133), (6, 133), (7, 429)))
    return (pairs, rng.randint(1, count))


def answer(pairs, k):
    def texts(inner):
        # Split at the bracket that closes the first one.
        if inner == 0:
            return [""]
        return [f"({a}){b}" for size in range(inner) for a in texts(size) for b in texts(inner - 1 - size)]

    ordered = sorted(texts(pairs))
    return ordered[k - 1] if k <= len(ordered) else None
