"""Riding as many trains as possible in a day."""

import random
from itertools import combinations

TITLE = "Train spotting"
ENTRY_POINT = "stdin"
STATEMENT = """A rail fan wants to ride as many trains as possible in one day, one after the other; a train may be boarded in
the minute in which the one before arrives. The first line holds the number of trains, each further line a departure and
an arrival (hh:mm, departure < arrival), the last line the time at which the fan comes to the station. All trains stop at
this station only. Of the plans with most trains, take the one that ends earliest. Print the number of rides and the time
after the last one (the time of coming, if there is none)."""
TAGS = ("greedy", "intervals", "parsing")


def boundary() -> list[str]:
    return ["1\n08:00 09:00\n08:00\n", "1\n08:00 09:00\n08:01\n", "2\n08:00 09:00\n09:00 10:30\n00:00\n"]


def generate(rng: random.Random) -> str:
    n = rng.randint(1, 6)
    lines = []
    for _ in range(n):
        start = rng.randint(360, 1000)
        end = start + rng.randint(10, 200)
        lines.append(f"{start // 60:02}:{start % 60:02} {end // 60:02}:{end % 60:02}")
    come = rng.randint(350, 800)
    return f"{n}\n" + "\n".join(lines) + f"\n{come // 60:02}:{come % 60:02}\n"


def answer(text: str) -> str:
    times = text.split()[1:]
    trains, come = list(zip(times[:-1:2], times[1:-1:2], strict=True)), times[-1]
    plans = [(0, come)]
    for size in range(1, len(trains) + 1):
        for chosen in combinations(sorted(trains), size):
            stops = [come, *(clock for train in chosen for clock in train)]
            if all(a <= b for a, b in zip(stops, stops[1:], strict=False)):
                plans.append((-size, stops[-1]))
    count, end = min(plans)
    return f"{-count} {end}"
