"""At which minutes do the hands of a clock form a given angle?"""

from fractions import Fraction

TITLE = "The hands of the clock"
ENTRY_POINT = "solve"
STATEMENT = """
The hour hand and the minute hand of a clock move evenly. Write `solve(hour, angle)` that lists all moments between
`hour` o'clock (included) and the next full hour (not included) at which the smaller angle between the two hands is
exactly `angle` degrees; hour is 1 to 12, angle is whole and 0 to 180. Each moment is given as the number of minutes
after the full hour, as a text: a whole number such as "15", or a fraction in lowest terms such as "60/11". The list
is in order of time and may be empty.
"""
TAGS = ("word-problem", "clock", "angles", "fractions")


def boundary():
    return [(12, 0), (6, 180), (3, 90), (12, 180), (1, 0), (11, 0), (9, 90), (11, 179)]


def generate(rng):
    return (rng.randint(1, 12), rng.randint(0, 180))


def answer(hour, angle):
    # Every solution is a multiple of 1/11 minute, so simply look at all of them.
    found = []
    for elevenths in range(60 * 11):
        minutes = Fraction(elevenths, 11)
        between = abs((30 * hour + minutes / 2) % 360 - 6 * minutes) % 360
        if min(between, 360 - between) == angle:
            found.append(str(minutes))
    return found
