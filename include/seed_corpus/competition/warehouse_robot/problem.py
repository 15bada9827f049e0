"""Where a robot ends that cannot leave its hall."""

import random

TITLE = "Warehouse robot"
ENTRY_POINT = "stdin"
STATEMENT = """A robot stands at (0, 0) of a hall of width x height cells and faces up, towards larger y. Its commands are
L (turn left), R (turn right) and F (one cell forward). A step that would leave the hall is not made and counts as a
bump. The first line holds width and height, the second the commands. Print the final x and y, and the number of bumps."""
TAGS = ("simulation",)


def boundary() -> list[str]:
    return ["1 1\nF\n", "1 1\nFRFRFRF\n", "5 5\nRFFLFF\n", "2 3\nFFF\n", "3 1\nLLLL\n"]


def generate(rng: random.Random) -> str:
    commands = "".join(rng.choice("LRFFF") for _ in range(rng.randint(1, 18)))
    return f"{rng.randint(1, 4)} {rng.randint(1, 4)}\n{commands}\n"


def answer(text: str) -> str:
    width, height, commands = text.split()
    place, facing, bumps = 0j, 1j, 0
    for command in commands:
        if command == "F":
            there = place + facing
            inside = there.real in range(int(width)) and there.imag in range(int(height))
            place, bumps = (there, bumps) if inside else (place, bumps + 1)
        else:
            facing *= 1j if command == "L" else -1j
    return f"{int(place.real)} {int(place.imag)} {bumps}"
