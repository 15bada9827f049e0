"""A walk in legs with breaks: when is a given distance reached?"""

from fractions import Fraction

TITLE = "A hike with breaks"
ENTRY_POINT = "solve"
STATEMENT = """
A hike consists of legs. Each leg is a pair (minutes, metres per minute) of whole numbers, minutes at least 1 and
speed at least 0; a speed of 0 is a break. The legs follow one another without gaps. Write `solve(legs,
target_metres)`, with target_metres >= 1, that finds the first moment at which the hiker has walked `target_metres`
metres and returns the pair (number of the leg, counted from 1, in which this happens; minutes since the start). A
moment at the end of a leg belongs to that leg. If the hiker never gets so far, return (0, average speed of the whole
hike in metres per minute, breaks included; 0 for an empty hike). The second element is always a text: a fraction in
lowest terms such as "50/3", or a whole number such as "12".
"""
TAGS = ("word-problem", "distance", "average-speed", "fractions")


def boundary():
    return [
        ([], 10),
        ([(5, 0)], 1),
        ([(5, 60)], 300),
        ([(5, 60)], 301),
        ([(5, 60), (10, 0), (1, 7)], 300),
        ([(5, 60), (10, 0), (3, 7)], 310),
        ([(3, 0), (2, 9)], 1),
    ]


def generate(rng):
    legs = [(rng.randint(2, 15), rng.choice((0, 40, 55, 60, 72, 75, 90, 110))) for _ in range(rng.randint(2, 9))]
    total = sum(minutes * speed for minutes, speed in legs)
    return (legs, rng.randint(1, max(2, total * 6 // 5)))


def answer(legs, target_metres):
    # Walk minute by minute and interpolate inside the minute in which the target is crossed.
    position, clock = 0, 0
    for number, (minutes, speed) in enumerate(legs, start=1):
        for _ in range(minutes):
            if position < target_metres <= position + speed:
                return (number, str(clock + Fraction(target_metres - position, speed)))
            position += speed
            clock += 1
    return (0, str(Fraction(position, max(clock, 1))))
