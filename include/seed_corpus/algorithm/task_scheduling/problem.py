import random
from itertools import combinations

TITLE = "Scheduling one-day tasks with deadlines"
ENTRY_POINT = "task_scheduling"
STATEMENT = """\
A workshop does one task a day, beginning with day 1, and every task takes exactly one day. `tasks` is a list of pairs
[deadline, penalty] of positive integers: a task done on day `deadline` or earlier costs nothing, a task done later
costs its penalty. All tasks are done in the end.

Choose the order of the tasks such that the sum of the penalties is as small as possible. Return a tuple of this sum
and the number of tasks that are late in such an order.
"""
TAGS = ("greedy", "scheduling", "matroid")


def boundary() -> list[tuple]:
    return [
        ([],),
        ([[1, 9]],),
        ([[1, 5], [1, 5], [1, 5]],),
        ([[4, 1], [3, 2], [2, 3], [1, 4]],),
        ([[9, 7], [9, 6]],),
        ([[1, 10**9], [2, 10**9], [2, 1]],),
    ]


def generate(rng: random.Random) -> tuple:
    size = rng.randint(2, 8)
    return ([[rng.randint(1, max(2, size - 1)), rng.randint(1, 30)] for _ in range(size)],)


def answer(tasks: list[list[int]]) -> tuple[int, int]:
    def can_be_on_time(group: tuple[int, ...]) -> bool:
        deadlines = [tasks[index][0] for index in group]
        return all(sum(deadline <= day for deadline in deadlines) <= day for day in range(1, len(group) + 1))

    everything = sum(penalty for _, penalty in tasks)
    choices = []
    for size in range(len(tasks) + 1):
        for group in combinations(range(len(tasks)), size):
            if can_be_on_time(group):
                choices.append((everything - sum(tasks[index][1] for index in group), len(tasks) - size))
    return min(choices)
