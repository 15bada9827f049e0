"""The largest island of a small map."""

import random

TITLE = "Treasure map"
ENTRY_POINT = "stdin"
STATEMENT = """A map of r rows and c columns shows land (#) and water (.). Land cells that share a side belong to one
island. The first line holds r and c, then follow the rows. Print the number of cells of the largest island, 0 if there
is no land."""
TAGS = ("graph", "flood fill", "grid")


def boundary() -> list[str]:
    return ["1 1\n.\n", "1 1\n#\n", "2 2\n#.\n.#\n", "2 3\n###\n###\n", "3 3\n#.#\n.#.\n#.#\n"]


def generate(rng: random.Random) -> str:
    r, c = rng.randint(1, 4), rng.randint(1, 5)
    return f"{r} {c}\n" + "".join("".join(rng.choice("##.") for _ in range(c)) + "\n" for _ in range(r))


def answer(text: str) -> str:
    _, *lines = text.split("\n")
    land = {(i, j) for i, line in enumerate(lines) for j, mark in enumerate(line) if mark == "#"}
    label = {cell: at for at, cell in enumerate(sorted(land))}
    for _ in land:  # labels spread until each island has its smallest one
        for i, j in land:
            near = [(i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)]
            label[i, j] = min([label[i, j], *(label[cell] for cell in near if cell in land)])
    counts = [list(label.values()).count(mark) for mark in set(label.values())]
    return str(max(counts, default=0))
