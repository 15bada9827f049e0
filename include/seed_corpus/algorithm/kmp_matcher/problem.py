import random

TITLE = "Search for a pattern with the Knuth-Morris-Pratt method"
ENTRY_POINT = "kmp_matcher"
STATEMENT = """\
Given a string `text` (possibly empty) and a non-empty string `pattern`, return a tuple of two lists.

The first list has one number for each beginning of the pattern, that is for its first 1, 2, …, len(pattern)
characters: the length of the longest string that is both a proper prefix and a proper suffix of that beginning
(proper: shorter than the beginning itself; 0 if only the empty string is).

The second list holds all positions (counted from 0) at which the pattern begins in the text, in ascending order;
occurrences may overlap. Use the first list so that no character of the text has to be looked at by stepping back.
"""
TAGS = ("strings", "searching")


def boundary() -> list[tuple]:
    return [
        ("", "a"),
        ("a", "a"),
        ("b", "a"),
        ("aaaaaa", "aaa"),
        ("abc", "abcd"),
        ("abababac", "ababac"),
        ("aabaaabaaab", "aabaaab"),
        ("NO no No", "no"),
    ]


def generate(rng: random.Random) -> tuple:
    alphabet = rng.choice(["ab", "aab", "abc"])
    pattern = "".join(rng.choice(alphabet) for _ in range(rng.randint(1, 6)))
    text = "".join(rng.choice([pattern, pattern[:-1], rng.choice(alphabet)]) for _ in range(rng.randint(2, 6)))
    return (text[:20], pattern)


def answer(text: str, pattern: str) -> tuple[list[int], list[int]]:
    beginnings = [pattern[:end] for end in range(1, len(pattern) + 1)]
    lengths = [max(n for n in range(len(part)) if part[:n] == part[len(part) - n :]) for part in beginnings]
    return lengths, [start for start in range(len(text)) if text.startswith(pattern, start)]
