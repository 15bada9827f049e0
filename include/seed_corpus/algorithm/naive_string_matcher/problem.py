import random
import re

TITLE = "Simple search for a pattern in a text"
ENTRY_POINT = "naive_string_matcher"
STATEMENT = """\
Given two strings `text` and `pattern`, return the list of all positions (counted from 0) at which `pattern` begins in
`text`, in ascending order. Occurrences may overlap. The empty pattern begins at every position from 0 to len(text).
Capital and small letters differ.

Try every position and compare character by character until one differs or the pattern is complete.
"""
TAGS = ("strings", "searching")


def boundary() -> list[tuple]:
    return [
        ("", ""),
        ("", "a"),
        ("abc", ""),
        ("ab", "abc"),
        ("aaaaa", "aa"),
        ("so it is", "so it is"),
        ("Tick tick", "tick"),
        ("a.b+a.b", "a.b"),
    ]


def generate(rng: random.Random) -> tuple:
    alphabet = rng.choice(["ab", "aab", "xyz", "GATC"])
    text = "".join(rng.choice(alphabet) for _ in range(rng.randint(6, 20)))
    length = rng.randint(1, 4)
    start = rng.randint(0, len(text) - length)
    pattern = (
        text[start : start + length] if rng.random() < 0.75 else "".join(rng.choice(alphabet) for _ in range(length))
    )
    return (text, pattern)


def answer(text: str, pattern: str) -> list[int]:
    return [match.start() for match in re.finditer(f"(?={re.escape(pattern)})", text)]
