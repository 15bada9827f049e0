"""The most frequent and the longest word of a text."""

import random
import re

TITLE = "Word statistics"
ENTRY_POINT = "stdin"
STATEMENT = """The first line holds the number of lines of a text that follows. Words are separated by spaces; everything but
letters is dropped from a word, case does not matter, and what is left empty is no word. Print the most frequent word in
lower case and how often it occurs (the alphabetically first of several), and on a second line the longest word (the
first of several). If the text has no word, print "empty"."""
TAGS = ("strings", "counting")


def boundary() -> list[str]:
    return ["1\n...\n", "1\nA a\n", "2\nbe at\nat be\n", "1\nx-ray x ray!\n"]


def generate(rng: random.Random) -> str:
    words = ["sun", "Moon", "sea!", "(sun)", "SEA", "...", "tide's", "wind,", "moon"]
    n = rng.randint(1, 3)
    return f"{n}\n" + "".join(" ".join(rng.choices(words, k=rng.randint(1, 5))) + "\n" for _ in range(n))


def answer(text: str) -> str:
    words = [w for w in (re.sub(r"[^a-z]", "", word) for word in text.lower().split()[1:]) if w]
    if not words:
        return "empty"
    best = sorted(set(words), key=lambda w: (-words.count(w), w))[0]
    return f"{best} {words.count(best)}\n{max(words, key=len)}"
