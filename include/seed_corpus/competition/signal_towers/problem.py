"""Joining signal towers: separate networks, and links that joined nothing."""

import random

TITLE = "Signal towers"
ENTRY_POINT = "stdin"
STATEMENT = """Towers are numbered from 1. Links between two towers are built one after the other. The first line holds the
number of towers and of links, each further line the two towers of a link. Print the number of separate networks at the
end, and on a second line the numbers (from 1) of the links whose towers were connected already when they were built; the
line may be empty."""
TAGS = ("union find", "graph")


def boundary() -> list[str]:
    return ["1 0\n", "2 1\n1 2\n", "2 2\n1 2\n2 1\n", "3 1\n1 1\n", "4 3\n1 2\n2 3\n3 1\n"]


def generate(rng: random.Random) -> str:
    n, m = rng.randint(1, 7), rng.randint(0, 8)
    return f"{n} {m}\n" + "".join(f"{rng.randint(1, n)} {rng.randint(1, n)}\n" for _ in range(m))


def answer(text: str) -> str:
    n, _, *numbers = map(int, text.split())
    label = dict(zip(range(1, n + 1), range(1, n + 1), strict=True))
    useless = []
    for at, (a, b) in enumerate(zip(numbers[::2], numbers[1::2], strict=True), start=1):
        if label[a] == label[b]:
            useless.append(at)
        old, new = label[a], label[b]
        label = {tower: new if mark == old else mark for tower, mark in label.items()}
    return f"{len(set(label.values()))}\n{' '.join(map(str, useless))}"
