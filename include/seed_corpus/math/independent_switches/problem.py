"""Switches and lamps: linear algebra over two elements."""

from itertools import product

TITLE = "A panel of switches and lamps"
ENTRY_POINT = "switch_panel"
STATEMENT = """
A panel has 8 lamps, all off at first. A state of the lamps is written as a number from 0 to 255 whose binary digits
tell which lamps are on. Each switch changes the lamps given by the binary digits of its number switches[i] (0 to 255)
from off to on and from on to off; there are 0 to 8 switches, and they may be pressed in any order and any number of
times. Write `switch_panel(switches, wanted)` that returns a dictionary with, in this order, "reachable": how many
different states can be reached (the state "all off" included), "largest": the largest reachable state as a number,
and "wanted_possible": True if the state `wanted` can be reached, else False.
"""
TAGS = ("linear-algebra", "xor-basis", "bit-operations")


def boundary():
    return [
        ([], 0),
        ([], 1),
        ([0, 0], 0),
        ([255], 255),
        ([3, 5, 6], 7),
        ([1, 2, 4, 8, 16, 32, 64, 128], 170),
        ([9, 9], 9),
    ]


def generate(rng):
    lamps = rng.choice((15, 63, 255))
    switches = [rng.randint(1, lamps) for _ in range(rng.randint(2, 6))]
    if rng.random() < 0.4:
        switches.append(switches[0] ^ switches[1])
    return (switches, rng.randint(1, lamps))


def answer(switches, wanted):
    states = set()
    for presses in product((0, 1), repeat=len(switches)):
        state = 0
        for pressed, pattern in zip(presses, switches, strict=True):
            state ^= pattern * pressed
        states.add(state)
    return {"reachable": len(states), "largest": max(states), "wanted_possible": wanted in states}
