"""Two trains on one line, one of them starting late: when do they meet?"""

from fractions import Fraction

TITLE = "Two trains on one line"
ENTRY_POINT = "solve"
STATEMENT = """
Two stations are `distance_km` kilometres apart (at least 1). A train leaves the first station for the second at
`first_speed` km/h. Exactly `delay_minutes` minutes later (0 or more) another train leaves the second station for the
first at `second_speed` km/h. Both speeds are whole and at least 1. Write `solve(distance_km, first_speed,
second_speed, delay_minutes)` that returns how long after the departure of the first train the two trains meet; if the
first train arrives before the second one leaves, or at that very moment, return the time of its arrival instead. The
time is a text: "H h M min" when it is a whole number of minutes, otherwise "H h M a/b min" with the fraction in
lowest terms and 0 < a/b < 1. M is between 0 and 59 and everything is exact. Example: solve(100, 60, 40, 0) is "1 h 0
min".
"""
TAGS = ("word-problem", "distance", "fractions")


def boundary():
    return [
        (100, 60, 40, 0),
        (1, 60, 1, 1),
        (1, 60, 1, 5),
        (30, 60, 90, 20),
        (500, 3, 4, 15),
        (7, 7, 7, 60),
        (1, 1, 1, 0),
    ]


def generate(rng):
    return (rng.randint(5, 400), rng.randint(10, 160), rng.randint(10, 160), rng.choice((0, 5, 10, 12, 15, 20, 45, 90)))


def answer(distance_km, first_speed, second_speed, delay_minutes):
    # Solve v1*t + v2*max(0, t - delay) = distance in hours on each of the two pieces.
    delay = Fraction(delay_minutes, 60)
    arrival = Fraction(distance_km, first_speed)
    if arrival > delay:
        arrival = (distance_km + second_speed * delay) / (first_speed + second_speed)
    minutes = arrival * 60
    whole = minutes.numerator // minutes.denominator
    text = f"{whole // 60} h {whole % 60}"
    if minutes != whole:
        text += f" {minutes - whole}"
    return text + " min"
