from fractions import Fraction


def solve(legs, target_metres):
    """Each leg is (minutes, metres per minute); a break has speed 0."""
    travelled = 0
    elapsed = 0
    for number, (minutes, speed) in enumerate(legs, start=1):
        leg_metres = minutes * speed
        if travelled + leg_metres < target_metres:
            travelled += leg_metres
            elapsed += minutes
            continue
        missing = target_metres - travelled
        if missing == 0:
            return (number, str(elapsed))
        return (number, str(elapsed + Fraction(missing, speed)))
    average = Fraction(travelled, elapsed) if elapsed else Fraction(0)
    return (0, str(average))
