import random
from itertools import combinations

TITLE = "Length of the longest common subsequence"
ENTRY_POINT = "lcs_length"
STATEMENT = """\
A subsequence of a string is what remains after deleting any number of its characters (possibly none, possibly all)
and keeping the order of the others. Given two strings `first` and `second`, either of which may be empty, return the
length of the longest string that is a subsequence of both. Capital and small letters differ.
"""
TAGS = ("dynamic programming", "strings")


def boundary() -> list[tuple]:
    return [
        ("", ""),
        ("", "abc"),
        ("q", "q"),
        ("abc", "xyz"),
        ("aaaa", "aaaaaa"),
        ("abcdef", "fedcba"),
        ("Level", "level"),
        ("banana bread", "bread banana"),
    ]


def generate(rng: random.Random) -> tuple:
    alphabet = rng.choice(["ab", "abcd", "ACGT", "01"])
    return tuple("".join(rng.choice(alphabet) for _ in range(rng.randint(2, 9))) for _ in range(2))


def answer(first: str, second: str) -> int:
    def subsequences(text: str, length: int) -> set[tuple[str, ...]]:
        return set(combinations(text, length))

    length = min(len(first), len(second))
    while not subsequences(first, length) & subsequences(second, length):
        length -= 1
    return length
