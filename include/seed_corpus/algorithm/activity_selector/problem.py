import random
from itertools import combinations, pairwise

TITLE = "Activity selection"
ENTRY_POINT = "activity_selector"
STATEMENT = """\
One room, many wishes: `activities` is a list of pairs [start, finish] of integers with start < finish. An activity
uses the room from its start up to, but not including, its finish; so one may begin at the moment another ends. Choose
as many activities as possible such that no two use the room at the same time.

Return the chosen indices (counted from 0) in order of time. If there are several largest choices, prefer the one
whose first activity finishes earliest, then the one whose second activity finishes earliest, and so on; of activities
that finish at the same time the one with the smaller index is preferred.
"""
TAGS = ("greedy", "intervals", "sorting")


def boundary() -> list[tuple]:
    return [
        ([],),
        ([[2, 5]],),
        ([[1, 4], [1, 4], [1, 4]],),
        ([[0, 2], [2, 4], [4, 6]],),
        ([[0, 10], [1, 9], [2, 8], [3, 7]],),
        ([[-5, -3], [-4, 0], [-3, 1]],),
        ([[0, 10**9], [10**9, 10**9 + 1]],),
    ]


def generate(rng: random.Random) -> tuple:
    starts = [rng.randint(0, 16) for _ in range(rng.randint(2, 9))]
    return ([[start, start + rng.randint(1, 6)] for start in starts],)


def answer(activities: list[list[int]]) -> list[int]:
    def in_time(group: tuple[int, ...]) -> list[int]:
        return sorted(group, key=lambda index: activities[index])

    for size in range(len(activities), 0, -1):
        fitting = [
            ordered
            for ordered in map(in_time, combinations(range(len(activities)), size))
            if all(activities[a][1] <= activities[b][0] for a, b in pairwise(ordered))
        ]
        if fitting:
            return min(fitting, key=lambda group: [(activities[index][1], index) for index in group])
    return []
