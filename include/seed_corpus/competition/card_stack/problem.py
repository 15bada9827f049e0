"""A little stack machine with errors."""

import random

TITLE = "Card stack"
ENTRY_POINT = "stdin"
STATEMENT = """A machine keeps a stack of numbers. Its commands: "push x" puts x on top; "pop" takes the top number off and
notes it; "add" takes the two top numbers off and puts their sum on top; "swap" exchanges the two top numbers. If the
stack holds too few numbers, the note is the word error; an "add" on a single number still takes that number off. The
first line holds the number of commands, each further line one command. Print the notes in order on one line, and the
stack from bottom to top on a second line (either may be empty)."""
TAGS = ("stack", "exceptions")


def boundary() -> list[str]:
    return ["1\npop\n", "1\npush 4\n", "2\npush 1\nadd\n", "3\npush 1\npush 2\nswap\n", "2\nswap\npush 3\n"]


def generate(rng: random.Random) -> str:
    n = rng.randint(1, 12)
    words = [
        rng.choice([f"push {rng.randint(-5, 9)}", f"push {rng.randint(0, 99)}", "pop", "add", "swap"]) for _ in range(n)
    ]
    return f"{n}\n" + "\n".join(words) + "\n"


def answer(text: str) -> str:
    def run(commands: list[str], cards: tuple[int, ...], notes: tuple[str, ...]) -> str:
        if not commands:
            return " ".join(notes) + "\n" + " ".join(map(str, cards))
        head, *rest = commands
        if head.startswith("push"):
            return run(rest, (*cards, int(head.split()[1])), notes)
        needed = 1 if head == "pop" else 2
        if len(cards) < needed:
            return run(rest, () if head == "add" else cards, (*notes, "error"))
        if head == "pop":
            return run(rest, cards[:-1], (*notes, str(cards[-1])))
        *below, a, b = cards
        return run(rest, (*below, a + b) if head == "add" else (*below, b, a), notes)

    return run(text.strip().split("\n")[1:], (), ())
