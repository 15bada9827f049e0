from fractions import Fraction


def chance_of_reds(red, blue, draws, wanted):
    if wanted < 0 or wanted > draws:
        return Fraction(0)
    if draws == 0:
        return Fraction(1)
    total = red + blue
    chance = Fraction(0)
    if red > 0:
        chance += Fraction(red, total) * chance_of_reds(red - 1, blue, draws - 1, wanted - 1)
    if blue > 0:
        chance += Fraction(blue, total) * chance_of_reds(red, blue - 1, draws - 1, wanted)
    return chance


def urn_report(red, blue, draws):
    lines = []
    for wanted in range(draws + 1):
        chance = chance_of_reds(red, blue, draws, wanted)
        if chance:
            lines.append((wanted, str(chance)))
    return lines
