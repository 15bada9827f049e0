"""Rides of a lift that people enter in the order in which they queue."""

import random

TITLE = "Lift queue"
ENTRY_POINT = "stdin"
STATEMENT = """People queue for a lift that carries at most a given load. They enter in order: the lift leaves as soon as
the next person would overload it, or the queue is empty. The first line holds the number of people and the capacity,
the second their weights in order. Print the number of rides. If somebody alone is too heavy for the lift, nobody behind
can pass: print "stuck after r", where r is the number of rides that left before."""
TAGS = ("simulation", "queue")


def boundary() -> list[str]:
    return ["1 10\n10\n", "1 9\n10\n", "3 10\n5 5 11\n", "4 3\n1 1 1 1\n", "2 100\n60 60\n"]


def generate(rng: random.Random) -> str:
    n = rng.randint(1, 10)
    capacity = rng.randint(60, 200)
    weights = [rng.randint(20, 110) for _ in range(n)]
    return f"{n} {capacity}\n{' '.join(map(str, weights))}\n"


def answer(text: str) -> str:
    _, capacity, *weights = map(int, text.split())
    heavy = next((i for i, w in enumerate(weights) if w > capacity), len(weights))

    def rides(start: int) -> int:
        if start == heavy:
            return 0
        size = max(k for k in range(1, heavy - start + 1) if sum(weights[start : start + k]) <= capacity)
        return 1 + rides(start + size)

    return f"stuck after {rides(0)}" if heavy < len(weights) else str(rides(0))
