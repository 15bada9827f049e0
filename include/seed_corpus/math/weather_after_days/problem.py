"""Weather as a Markov chain with exact chances."""

from fractions import Fraction
from itertools import product
from math import prod

TITLE = "The weather after some days"
ENTRY_POINT = "forecast"
STATEMENT = """
The weather has the states 0, 1, ..., n - 1 (1 <= n <= 3) and changes from day to day: after a day in state s the next
day is in state t with probability transition_parts[s][t] divided by the sum of the row transition_parts[s]. The parts
are whole numbers, at least 0, and no row is all zero. Today the weather is in state `today`. Write
`forecast(transition_parts, today, days)` that returns the list of the probabilities of the states 0, 1, ... after
`days` days (0 to 5), each as a text in lowest terms such as "7/16", or "0" or "1".
"""
TAGS = ("probability", "markov-chain", "linear-algebra", "fractions")


def boundary():
    return [
        ([[1]], 0, 5),
        ([[0, 1], [1, 0]], 0, 3),
        ([[3, 1], [2, 2]], 1, 0),
        ([[1, 0, 0], [1, 1, 1], [0, 0, 2]], 1, 4),
        ([[0, 1, 0], [0, 0, 1], [1, 0, 0]], 2, 5),
    ]


def generate(rng):
    states = rng.randint(2, 3)
    rows = []
    for _ in range(states):
        row = [rng.randint(0, 4) for _ in range(states)]
        row[rng.randrange(states)] += 1
        rows.append(row)
    return (rows, rng.randrange(states), rng.randint(1, 4))


def answer(transition_parts, today, days):
    # Add up all possible courses of the weather.
    states = range(len(transition_parts))
    chances = [Fraction(0) for _ in states]
    for course in product(states, repeat=days):
        path = (today, *course)
        parts = prod(transition_parts[a][b] for a, b in zip(path, course, strict=False))
        chances[path[-1]] += Fraction(parts, prod(sum(transition_parts[a]) for a in path[:-1]))
    return [str(chance) for chance in chances]
