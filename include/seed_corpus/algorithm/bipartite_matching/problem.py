import random
from itertools import combinations

TITLE = "Largest matching of workers and jobs"
ENTRY_POINT = "bipartite_matching"
STATEMENT = """\
There are `workers` workers, numbered from 0, and `jobs` jobs, numbered from 0. `skills` is a list of pairs [worker,
job] and says which worker is able to do which job; a pair may occur twice. A worker takes at most one job, and a job
is given to at most one worker, who has to be able to do it.

Return the largest number of jobs that can be given out at the same time. Give the workers jobs one after the other; a
worker may push another one out of a job if that one finds a different job.
"""
TAGS = ("graphs", "matching", "recursion")


def boundary() -> list[tuple]:
    return [
        (0, 0, []),
        (3, 0, []),
        (2, 2, []),
        (1, 1, [[0, 0], [0, 0]]),
        (3, 3, [[0, 0], [1, 0], [2, 0]]),
        (3, 3, [[0, 0], [0, 1], [1, 0], [2, 1], [2, 2]]),
        (4, 4, [[0, 0], [0, 1], [1, 1], [1, 2], [2, 2], [2, 3], [3, 0]]),
    ]


def generate(rng: random.Random) -> tuple:
    workers, jobs = rng.randint(2, 6), rng.randint(2, 6)
    skills = [[rng.randrange(workers), rng.randrange(jobs)] for _ in range(rng.randint(3, 11))]
    return (workers, jobs, skills)


def answer(workers: int, jobs: int, skills: list[list[int]]) -> int:
    # König: the largest matching is as large as the smallest set of workers and jobs that touches every skill.
    nodes = [("worker", number) for number in range(workers)] + [("job", number) for number in range(jobs)]
    size = 0
    while not any(
        all(("worker", worker) in cover or ("job", job) in cover for worker, job in skills)
        for cover in combinations(nodes, size)
    ):
        size += 1
    return size
