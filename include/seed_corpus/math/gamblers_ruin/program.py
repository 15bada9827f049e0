from fractions import Fraction


def chance_to_reach(start, goal, win_parts, lose_parts):
    if start == 0:
        return "0"
    win = Fraction(win_parts, win_parts + lose_parts)
    lose = 1 - win
    # With `money` coins the chance is slope[money] times the chance with one coin more.
    slope = [Fraction(0)]
    for money in range(1, goal):
        slope.append(win / (1 - lose * slope[money - 1]))
    chance = Fraction(1)
    money = goal
    while money > start:
        money -= 1
        chance *= slope[money]
    return str(chance)
