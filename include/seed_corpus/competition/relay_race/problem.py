"""Ranking relay teams by laps and time."""

import random
from collections import Counter
from functools import cmp_to_key

TITLE = "Relay race"
ENTRY_POINT = "stdin"
STATEMENT = """Each finished lap of a relay race is reported as a team's name and the lap's seconds. Teams are ranked by
more laps, then by less total time, then by name in alphabetical order. The first line holds the number of reports, each
further line one report. Print the ranking, one team a line: place, name, laps, total seconds."""
TAGS = ("sorting", "dictionary")


def boundary() -> list[str]:
    return ["1\nowl 5\n", "2\nbee 5\nant 5\n", "3\nowl 9\nfox 1\nowl 9\n", "4\na 1\nb 1\na 2\nb 2\n"]


def generate(rng: random.Random) -> str:
    n = rng.randint(1, 9)
    return f"{n}\n" + "".join(f"{rng.choice(['ant', 'bee', 'fox', 'owl'])} {rng.randint(1, 9)}\n" for _ in range(n))


def answer(text: str) -> str:
    words = text.split()[1:]
    laps: Counter[str] = Counter(words[::2])
    times: Counter[str] = Counter()
    for name, seconds in zip(words[::2], words[1::2], strict=True):
        times[name] += int(seconds)

    def compare(a: str, b: str) -> int:
        if laps[a] != laps[b]:
            return laps[b] - laps[a]
        if times[a] != times[b]:
            return times[a] - times[b]
        return -1 if a < b else 1

    ranking = sorted(laps, key=cmp_to_key(compare))
    return "\n".join(f"{i} {name} {laps[name]} {times[name]}" for i, name in enumerate(ranking, start=1))
