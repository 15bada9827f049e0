from math import gcd


def solve(hour, angle):
    # In units of half a degree the minute hand moves 12 and the hour hand 1 per minute.
    hour_hand = hour % 12 * 60
    wanted = 2 * angle
    moments = []
    for lead in (wanted, -wanted):
        for whole_turns in (-720, 0, 720):
            # After m minutes the minute hand has gained 11 * m half degrees.
            numerator = hour_hand + lead + whole_turns
            if 0 <= numerator < 11 * 60 and numerator not in moments:
                moments.append(numerator)
    moments.sort()
    texts = []
    for numerator in moments:
        common = gcd(numerator, 11)
        if common == 11:
            texts.append(str(numerator // 11))
        else:
            texts.append(f"{numerator}/11")
    return texts
