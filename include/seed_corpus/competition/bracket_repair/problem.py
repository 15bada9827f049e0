"""The fewest brackets to insert so that a text of brackets is balanced."""

import random
from functools import cache

TITLE = "Bracket repair"
ENTRY_POINT = "stdin"
STATEMENT = """A line holds only the characters ( and ). Brackets may be inserted anywhere. Print the smallest number of
insertions after which the line is balanced. The line has at least one character."""
TAGS = ("greedy", "strings")


def boundary() -> list[str]:
    return ["(\n", ")\n", "()\n", ")(\n", "(((\n", ")))\n", "(()())\n"]


def generate(rng: random.Random) -> str:
    return "".join(rng.choice("()") for _ in range(rng.randint(1, 16))) + "\n"


def answer(text: str) -> str:
    line = text.strip()

    @cache
    def kept(a: int, b: int) -> int:
        """The most brackets of line[a:b] that can be matched in pairs, in brackets."""
        if b - a < 2:
            return 0
        best = kept(a + 1, b)
        if line[a] == "(":
            for c in range(a + 1, b):
                if line[c] == ")":
                    best = max(best, 2 + kept(a + 1, c) + kept(c + 1, b))
        return best

    return str(len(line) - kept(0, len(line)))
