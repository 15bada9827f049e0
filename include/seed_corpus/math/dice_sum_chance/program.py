from fractions import Fraction


def chance_of_at_least(dice_sides, target):
    ways = {0: 1}
    outcomes = 1
    for sides in dice_sides:
        outcomes *= sides
        next_ways = {}
        for total, count in ways.items():
            for face in range(1, sides + 1):
                next_ways[total + face] = next_ways.get(total + face, 0) + count
        ways = next_ways
    good = 0
    for total, count in ways.items():
        if total >= target:
            good += count
    most_likely = max(sorted(ways), key=ways.get)
    return (str(Fraction(good, outcomes)), most_likely)
