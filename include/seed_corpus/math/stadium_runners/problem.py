"""Two runners on a round track."""

TITLE = "Two runners on a round track"
ENTRY_POINT = "solve"
STATEMENT = """
Two runners start side by side at the starting line of a round track of `track_metres` metres and run in the same
direction at the constant speeds `first_speed` and `second_speed` (metres per second) for `training_seconds` seconds.
All four numbers are whole and at least 1. Write `solve(track_metres, first_speed, second_speed, training_seconds)`
that returns a dictionary with, in this order, "first_together_s": the smallest positive whole number of seconds after
which both would be at the starting line at a full second, even if this is after the end of training (0 if the speeds
are equal); "overtakings": how often the faster one catches up with the slower one until the end of training, this
moment included and the start not (0 if the speeds are equal); and "leader_laps": the full laps of the faster one (of
either, if equal) in the training time.
"""
TAGS = ("word-problem", "rates", "lcm")


def boundary():
    return [
        (1, 1, 1, 1),
        (400, 4, 4, 300),
        (400, 5, 4, 400),
        (400, 5, 4, 399),
        (2, 9, 1, 3),
        (7, 3, 5, 20),
        (12, 4, 6, 1),
    ]


def generate(rng):
    return (rng.randint(10, 120), rng.randint(2, 11), rng.randint(2, 11), rng.randint(10, 90))


def answer(track_metres, first_speed, second_speed, training_seconds):
    difference = abs(first_speed - second_speed)
    together = 0
    if difference:
        together = next(
            second
            for second in range(1, track_metres + 1)
            if second * first_speed % track_metres == 0 and second * second_speed % track_metres == 0
        )
    return {
        "first_together_s": together,
        "overtakings": difference * training_seconds // track_metres,
        "leader_laps": max(first_speed, second_speed) * training_seconds // track_metres,
    }
