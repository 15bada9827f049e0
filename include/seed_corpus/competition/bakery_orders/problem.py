"""A bakery's shelf: baking, selling and orders that cannot be met."""

import random

TITLE = "Bakery orders"
ENTRY_POINT = "stdin"
STATEMENT = """A bakery's day is a list of events: "bake kind amount" puts loaves on the shelf; "sell kind amount" takes them
off if there are enough of that kind, otherwise nothing is sold and the line "<kind> short by <missing>" is printed. The
first line holds the number of events. At the end print the number of loaves sold and the number left."""
TAGS = ("classes", "exceptions", "simulation")


def boundary() -> list[str]:
    return ["1\nsell rye 1\n", "1\nbake rye 3\n", "2\nbake rye 3\nsell rye 3\n", "2\nbake oat 1\nsell rye 1\n"]


def generate(rng: random.Random) -> str:
    n = rng.randint(1, 8)
    kinds = ["rye", "oat"]
    lines = [f"{rng.choice(['bake', 'sell'])} {rng.choice(kinds)} {rng.randint(1, 6)}" for _ in range(n)]
    return f"{n}\n" + "\n".join(lines) + "\n"


def answer(text: str) -> str:
    events = [line.split() for line in text.strip().split("\n")[1:]]
    said, sold, left = {}, 0, 0
    for kind in {event[1] for event in events}:
        level = 0
        for at, (action, other, amount) in enumerate(events):
            if other != kind:
                continue
            change = int(amount) if action == "bake" else -int(amount)
            if level + change < 0:
                said[at] = f"{kind} short by {-change - level}"
            else:
                level += change
                sold -= min(0, change)
        left += level
    return "\n".join([*(said[at] for at in sorted(said)), f"{sold} {left}"])
