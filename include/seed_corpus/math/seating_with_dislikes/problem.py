"""Seating guests who refuse certain chairs: a permanent by dynamic programming over sets of chairs."""

from itertools import permutations

TITLE = "Guests who refuse chairs"
ENTRY_POINT = "count_seatings"
STATEMENT = """
There are n guests and n chairs, both numbered from 0 to n - 1 (0 <= n <= 6). `disliked[g]` is the list of the chairs
that guest g refuses (in ascending order, possibly empty). Write `count_seatings(disliked)` that returns in how many
ways all guests can be seated, one on each chair, so that nobody sits on a refused chair. With no guests there is one
way.
"""
TAGS = ("combinatorics", "bitmask", "dynamic-programming")


def boundary():
    return [([],), ([[]],), ([[0]],), ([[0], [1], [2], [3]],), ([[0], [0]],), ([[], [], []],), ([[0, 1, 2], [], []],)]


def generate(rng):
    guests = rng.randint(2, 4)
    return ([[chair for chair in range(guests) if rng.random() < 0.3] for _ in range(guests)],)


def answer(disliked):
    seatings = permutations(range(len(disliked)))
    return sum(all(chair not in disliked[guest] for guest, chair in enumerate(seating)) for seating in seatings)
