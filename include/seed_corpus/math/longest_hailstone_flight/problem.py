"""The longest hailstone flight in a range, with a memory of known flights."""

TITLE = "The longest hailstone flight"
ENTRY_POINT = "longest_flight"
STATEMENT = """
A number n > 1 is followed by n / 2 if it is even and by 3n + 1 if it is odd; all numbers tried so far finally reach
1. The flight of n is the sequence from n to its first 1, and its length is the number of steps (0 for n = 1). Write
`longest_flight(first, last)` with 1 <= first <= last <= 60 that returns a triple: the number from `first` to `last`
with the longest flight (the smallest such number if several flights are equally long), the length of that flight, and
the number of different numbers that occur in the flights of all numbers from `first` to `last` together.
"""
TAGS = ("sequences", "collatz", "memoisation")


def boundary():
    return [(1, 1), (1, 2), (2, 2), (27, 27), (1, 27), (12, 13), (40, 60)]


def generate(rng):
    first = rng.randint(1, 50)
    return (first, first + rng.randint(0, 9))


def answer(first, last):
    flights = {}
    for start in range(first, last + 1):
        flights[start] = [start]
        while flights[start][-1] != 1:
            number = flights[start][-1]
            flights[start].append((number // 2, 3 * number + 1)[number % 2])
    best = min(flights, key=lambda start: (-len(flights[start]), start))
    return (best, len(flights[best]) - 1, len(set().union(*flights.values())))
