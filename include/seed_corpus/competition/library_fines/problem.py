"""Fines for books that came back late."""

import random

TITLE = "Library fines"
ENTRY_POINT = "stdin"
STATEMENT = """A library asks 2 coins for each day that a book is kept beyond the allowed number of days. The first line
holds the number of returned books and the allowed days, each further line a reader's name and the days a book was kept.
For each reader with a fine, in the order in which readers first appear, print the name, the number of late books and the
fine. On the last line print the sum of all fines."""
TAGS = ("classes", "dictionary")


def boundary() -> list[str]:
    return ["1 5\nann 5\n", "1 5\nann 6\n", "2 0\nbob 1\nann 1\n", "3 2\nann 9\nbob 1\nann 3\n"]


def generate(rng: random.Random) -> str:
    n = rng.randint(1, 7)
    lines = "".join(f"{rng.choice(['ann', 'bob', 'cy', 'dee'])} {rng.randint(1, 12)}\n" for _ in range(n))
    return f"{n} {rng.randint(0, 8)}\n{lines}"


def answer(text: str) -> str:
    _, allowed, *words = text.split()
    books = [(name, max(0, int(days) - int(allowed))) for name, days in zip(words[::2], words[1::2], strict=True)]
    lines = []
    for name in dict.fromkeys(name for name, _ in books):
        over = [days for who, days in books if who == name and days]
        if over:
            lines.append(f"{name} {len(over)} {2 * sum(over)}")
    return "\n".join([*lines, str(2 * sum(days for _, days in books))])
