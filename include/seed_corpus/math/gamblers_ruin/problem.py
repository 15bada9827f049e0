"""A gambler between ruin and goal."""

from fractions import Fraction

TITLE = "Ruin or goal"
ENTRY_POINT = "chance_to_reach"
STATEMENT = """
A player has `start` coins and plays rounds until the coins are gone or `goal` coins are reached (0 <= start <= goal,
1 <= goal <= 15). In each round one coin is won with probability win_parts / (win_parts + lose_parts) and lost
otherwise; both parts are whole numbers of at least 1. Write `chance_to_reach(start, goal, win_parts, lose_parts)`
that returns the probability of reaching the goal as a text in lowest terms such as "2/3", or "0" and "1" if it is
impossible or certain.
"""
TAGS = ("probability", "random-walk", "fractions")


def boundary():
    return [(0, 1, 1, 1), (1, 1, 1, 1), (5, 10, 1, 1), (3, 9, 2, 1), (1, 15, 1, 3), (14, 15, 3, 2), (0, 9, 1, 2)]


def generate(rng):
    goal = rng.randint(3, 12)
    return (rng.randint(1, goal - 1), goal, rng.randint(1, 4), rng.randint(1, 4))


def answer(start, goal, win_parts, lose_parts):
    # The known closed form with the ratio of the chances.
    if win_parts == lose_parts:
        return str(Fraction(start, goal))
    ratio = Fraction(lose_parts, win_parts)
    return str((1 - ratio**start) / (1 - ratio**goal))
