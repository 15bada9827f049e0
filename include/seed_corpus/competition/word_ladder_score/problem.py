"""Scoring a chain of words that begin with the last letter of the one before."""

import random
from itertools import groupby

TITLE = "Word chain score"
ENTRY_POINT = "stdin"
STATEMENT = """In a word game each word should begin with the last letter of the word before. A word that does so scores
its length times the length of the current streak (the number of such words in a row, this one included). A word that
does not, and the first word, scores its length and ends the streak. The input is one line of lower-case words. Print the
total score, and on a second line "perfect" if every word but the first continued the chain, else "broken"."""
TAGS = ("strings", "simulation")


def boundary() -> list[str]:
    return ["a\n", "ab ba\n", "ab ab\n", "aa aa aa\n", "cat dog\n"]


def generate(rng: random.Random) -> str:
    return (
        " ".join("".join(rng.choice("abc") for _ in range(rng.randint(1, 4))) for _ in range(rng.randint(1, 9))) + "\n"
    )


def answer(text: str) -> str:
    words = text.split()
    links = [b[0] == a[-1] for a, b in zip(words, words[1:], strict=False)]
    total = sum(len(word) for word in words[:1])
    at = 1
    for linked, run in groupby(links):
        for place, _ in enumerate(run, start=1):
            total += len(words[at]) * (place if linked else 1)
            at += 1
    return f"{total}\n{'perfect' if all(links) else 'broken'}"
