"""Turning a lock with three wheels past forbidden codes."""

import random
from itertools import product

TITLE = "Rotor lock"
ENTRY_POINT = "stdin"
STATEMENT = """A lock has three wheels with the digits 0, 1, 2; one move turns one wheel by one digit in either direction (0
and 2 are neighbours). It shows 000. Some codes are blocked: the lock must never show them. The first line holds the target
code, the second the blocked codes (it may be empty). Print the smallest number of moves, or "locked" if the target cannot
be reached or 000 itself is blocked."""
TAGS = ("graph", "breadth-first search")


def boundary() -> list[str]:
    return ["000\n\n", "222\n\n", "111\n000\n", "111\n100 010 001 200 020 002\n", "121\n121\n"]


def generate(rng: random.Random) -> str:
    codes = ["".join(digits) for digits in product("012", repeat=3)]
    return f"{rng.choice(codes)}\n{' '.join(rng.sample(codes[1:], rng.randint(0, 16)))}\n"


def answer(text: str) -> str:
    target, blocked = (part.strip() for part in text.split("\n")[:2])
    free = {"".join(digits) for digits in product("012", repeat=3)} - set(blocked.split())
    reached = {"000"} & free
    for moves in range(28):
        if target in reached:
            return str(moves)
        near = {a for a in free for b in reached if sum(x != y for x, y in zip(a, b, strict=True)) == 1}
        reached |= near
    return "locked"
