"""Unpacking a text of nested repetitions."""

import random
import re

TITLE = "Message decoder"
ENTRY_POINT = "stdin"
STATEMENT = """A packed message consists of lower-case letters and groups n[...], where n is a whole number and the
brackets hold a packed message again; a group stands for its content written n times (0 times: nothing). The input is one
packed message. Print the unpacked message."""
TAGS = ("recursion", "strings", "parsing")


def boundary() -> list[str]:
    return ["a\n", "1[b]\n", "3[ab]c\n", "2[a2[b]]\n", "0[zz]q\n", "10[x]\n"]


def _packed(rng: random.Random, depth: int) -> str:
    parts = []
    for _ in range(rng.randint(1, 3)):
        letters = "".join(rng.choice("abc") for _ in range(rng.randint(1, 2)))
        parts.append(f"{rng.randint(0, 3)}[{_packed(rng, depth - 1)}]" if depth and rng.random() < 0.6 else letters)
    return "".join(parts)


def generate(rng: random.Random) -> str:
    return _packed(rng, 2) + "\n"


def answer(text: str) -> str:
    line = text.strip()
    while re.search(r"\d", line):
        line = re.sub(r"(\d+)\[([a-z]*)\]", lambda match: match[2] * int(match[1]), line)
    return line
