"""The fewest cuts that leave only palindromes."""

import random
from itertools import combinations

TITLE = "Palindrome cuts"
ENTRY_POINT = "stdin"
STATEMENT = """The only line of input holds a word of lower-case letters. Cutting it between two letters leaves pieces. Print the
smallest number of cuts after which every piece reads the same forwards and backwards; it is 0 if the whole word does."""
TAGS = ("dynamic programming", "strings")


def boundary() -> list[str]:
    return ["a\n", "ab\n", "aa\n", "abcba\n", "abcd\n"]


def generate(rng: random.Random) -> str:
    return "".join(rng.choice("aab") for _ in range(rng.randint(3, 10))) + "\n"


def answer(text: str) -> str:
    word = text.strip()
    for count in range(len(word)):
        for places in combinations(range(1, len(word)), count):
            pieces = [word[a:b] for a, b in zip((0, *places), (*places, len(word)), strict=True)]
            if all(piece == "".join(reversed(piece)) for piece in pieces):
                return str(count)
    raise AssertionError("single letters are palindromes")
