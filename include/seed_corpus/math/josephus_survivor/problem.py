"""Counting-out rhymes that let a given person win."""

from collections import deque

TITLE = "Which counting rhyme saves me?"
ENTRY_POINT = "best_steps"
STATEMENT = """
People numbered from 1 to `people` (1 to 30) stand in a circle. Somebody counts from 1 to `step`, beginning with
person 1; the person at which the count ends leaves the circle, and the counting starts again with the next person,
until one person is left. Write `best_steps(people, me, largest_step)` that returns, in ascending order, all step
numbers from 1 to `largest_step` (1 to 12) for which person `me` is the one who is left.
"""
TAGS = ("combinatorics", "josephus", "recurrence")


def boundary():
    return [(1, 1, 3), (2, 1, 1), (2, 2, 4), (7, 4, 3), (30, 3, 12), (6, 5, 2)]


def generate(rng):
    people = rng.randint(3, 10)
    return (people, rng.randint(1, people), rng.randint(5, 12))


def answer(people, me, largest_step):
    def play(step):
        circle = deque(range(1, people + 1))
        while len(circle) > 1:
            circle.rotate(1 - step)
            circle.popleft()
        return circle[0]

    return [step for step in range(1, largest_step + 1) if play(step) == me]
