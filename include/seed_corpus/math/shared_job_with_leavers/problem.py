"""Painters who share one job and go home at different times."""

from fractions import Fraction
from itertools import product

TITLE = "Painters who go home"
ENTRY_POINT = "solve"
STATEMENT = """
Several painters start to paint one house together at hour 0. Painter i alone would need `hours_alone[i]` hours for
the whole house and goes home after `leaving_hours[i]` hours (whole numbers, at least 1; there is at least one
painter). Each works at a constant speed and the speeds add up. Write `solve(hours_alone, leaving_hours)` that returns
the text "done after T h", where T is the exact time at which the house is finished, or, if the last painter goes home
before that, "unfinished: F left", where F is the share of the house not painted. T and F are written as fractions in
lowest terms such as 7/3, and as plain whole numbers when they are whole. A house finished at the very moment at which
a painter leaves counts as done.
"""
TAGS = ("word-problem", "work", "fractions")


def boundary():
    return [([5], [5]), ([5], [4]), ([2, 2], [1, 1]), ([2, 2], [1, 3]), ([10, 15], [6, 6]), ([3, 6, 9], [1, 1, 1])]


def generate(rng):
    count = rng.randint(1, 6)
    return ([rng.randint(2, 24) for _ in range(count)], [rng.randint(1, 9) for _ in range(count)])


def answer(hours_alone, leaving_hours):
    # Guess who is already gone when the house is finished; a guess that fits its own outcome is right.
    people = list(zip(hours_alone, leaving_hours, strict=True))
    unpainted = 1 - sum(Fraction(leave, hours) for hours, leave in people)
    if unpainted > 0:
        return f"unfinished: {unpainted} left"
    for gone in product((False, True), repeat=len(people)):
        painted = sum(Fraction(leave, hours) for (hours, leave), left in zip(people, gone, strict=True) if left)
        speed = sum(Fraction(1, hours) for (hours, _), left in zip(people, gone, strict=True) if not left)
        if speed == 0:
            continue
        finish = (1 - painted) / speed
        if all((leave < finish) == left for (_, leave), left in zip(people, gone, strict=True)):
            return f"done after {finish} h"
    raise AssertionError("some guess always fits")
