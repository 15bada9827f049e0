from fractions import Fraction


def solve(hours_alone, leaving_hours):
    workers = sorted(zip(leaving_hours, hours_alone))
    speed = sum(Fraction(1, hours) for hours in hours_alone)
    remaining = Fraction(1)
    now = 0
    for leaves_at, hours in workers:
        possible = speed * (leaves_at - now)
        if possible >= remaining:
            break
        remaining -= possible
        now = leaves_at
        speed -= Fraction(1, hours)
    else:
        return f"unfinished: {remaining} left"
    finish = now + remaining / speed
    return f"done after {finish} h"
