"""The length of the fence around all flower beds of a garden."""

import random

TITLE = "Garden fence"
ENTRY_POINT = "stdin"
STATEMENT = """A garden of r rows and c columns of unit cells shows flower beds (*) and grass (.). A fence is needed
wherever the side of a bed borders on grass or on the edge of the garden. The first line holds r and c, then follow the
rows. Print the number of bed cells and the length of the fence."""
TAGS = ("grid",)


def boundary() -> list[str]:
    return ["1 1\n.\n", "1 1\n*\n", "2 2\n**\n**\n", "3 3\n***\n*.*\n***\n", "1 4\n*.*.\n"]


def generate(rng: random.Random) -> str:
    r, c = rng.randint(1, 4), rng.randint(1, 5)
    return f"{r} {c}\n" + "".join("".join(rng.choice("**.") for _ in range(c)) + "\n" for _ in range(r))


def answer(text: str) -> str:
    _, *lines = text.strip().split("\n")
    beds = {complex(i, j) for i, line in enumerate(lines) for j, mark in enumerate(line) if mark == "*"}
    return f"{len(beds)} {sum(cell + side not in beds for cell in beds for side in (1, -1, 1j, -1j))}"
