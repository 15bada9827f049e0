"""The Fibonacci take-away game, decided by a sum of Fibonacci numbers."""

from functools import cache
from itertools import combinations, pairwise

TITLE = "A take-away game and Fibonacci numbers"
ENTRY_POINT = "describe_game"
STATEMENT = """
Two players take stones from a heap of `stones` stones (1 to 250) in turn. The first move takes at least one stone but
not the whole heap; every later move takes at least one stone and at most twice as many as the other player just took.
Whoever takes the last stone wins. (With a heap of one stone, the first player cannot move and loses.) Write
`describe_game(stones)` that returns a pair: the text "first" or "second" for the player who wins if both play as well
as possible, and the list, in descending order, of the numbers from 1, 2, 3, 5, 8, 13, ... (each the sum of the two
before) that add up to `stones`, no two of them neighbours in that sequence.
"""
TAGS = ("number-theory", "fibonacci", "game", "greedy")

_FIBONACCI = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233)


def boundary():
    return [(1,), (2,), (3,), (4,), (233,), (232,), (250,)]


def generate(rng):
    return (rng.randint(5, 250),)


@cache
def _smallest_win(heap):
    """Return the smallest number of stones whose removal from `heap` wins."""
    for taken in range(1, heap + 1):
        if taken == heap or _smallest_win(heap - taken) > 2 * taken:
            return taken
    raise AssertionError("taking all stones wins")


def answer(stones):
    winner = "first" if _smallest_win(stones) < stones else "second"
    for count in range(1, 7):
        for indices in combinations(reversed(range(len(_FIBONACCI))), count):
            apart = all(a - b > 1 for a, b in pairwise(indices))
            if apart and sum(_FIBONACCI[index] for index in indices) == stones:
                return (winner, [_FIBONACCI[index] for index in indices])
    raise AssertionError("every number is such a sum")
