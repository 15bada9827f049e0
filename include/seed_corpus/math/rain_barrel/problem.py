"""A rain barrel with an upper and a lower limit."""

TITLE = "The rain barrel"
ENTRY_POINT = "solve"
STATEMENT = """
A barrel holds at most `capacity` litres (at least 1) and contains `start_litres` at the beginning. In hour 1, 2, 3,
... the numbers of `hourly_changes` act on it one after the other: a positive number is rain that flows in, a negative
number is water that the garden wants, zero changes nothing. Rain that does not fit is spilled; if the garden wants
more than there is, it gets all that is there and goes thirsty for the rest. Write `solve(capacity, start_litres,
hourly_changes)` that returns a dictionary with the keys, in this order, "level" (litres at the end), "spilled"
(litres spilled in all), "thirsty" (litres the garden wanted and did not get, in all) and "full_hours" (the numbers of
the hours after which the barrel was exactly full, in ascending order).
"""
TAGS = ("word-problem", "simulation", "rates")


def boundary():
    return [
        (10, 0, []),
        (10, 10, [0, 0]),
        (5, 0, [-3, 9, -9]),
        (1, 1, [1, -1, -1, 1]),
        (20, 7, [13, 1, -21]),
        (100, 50, [50, -100, 100]),
    ]


def generate(rng):
    capacity = rng.randint(5, 40)
    hours = rng.randint(3, 18)
    return (capacity, rng.randint(0, capacity), [rng.randint(-14, 16) for _ in range(hours)])


def answer(capacity, start_litres, hourly_changes):
    # An hour maps a level x to min(hi, max(lo, x + shift)); such maps compose to maps of the same form.
    def level_after(changes):
        shift, low, high = 0, 0, capacity
        for change in changes:
            shift += change
            low = min(capacity, max(0, low + change))
            high = min(capacity, max(0, high + change))
        return min(high, max(low, start_litres + shift))

    levels = [level_after(hourly_changes[:hour]) for hour in range(len(hourly_changes) + 1)]
    errors = [
        before + change - after for before, change, after in zip(levels, hourly_changes, levels[1:], strict=False)
    ]
    return {
        "level": levels[-1],
        "spilled": sum(error for error in errors if error > 0),
        "thirsty": -sum(error for error in errors if error < 0),
        "full_hours": [hour for hour, level in enumerate(levels) if hour and level == capacity],
    }
