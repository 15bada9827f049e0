from math import gcd


def solve(distance_km, first_speed, second_speed, delay_minutes):
    # Distances are kept in sixtieths of a kilometre, so that a minute is a whole step.
    distance = distance_km * 60
    head_start = first_speed * delay_minutes
    if head_start >= distance:
        return format_minutes(distance, first_speed)
    gap = distance - head_start
    closing_speed = first_speed + second_speed
    return format_minutes(delay_minutes * closing_speed + gap, closing_speed)


def format_minutes(numerator, denominator):
    common = gcd(numerator, denominator)
    numerator, denominator = numerator // common, denominator // common
    hours = 0
    while numerator >= 60 * denominator:
        numerator -= 60 * denominator
        hours += 1
    whole_minutes, rest = divmod(numerator, denominator)
    if rest == 0:
        return f"{hours} h {whole_minutes} min"
    return f"{hours} h {whole_minutes} {rest}/{denominator} min"
