from fractions import Fraction


def forecast(transition_parts, today, days):
    states = len(transition_parts)
    chances = [Fraction(0)] * states
    chances[today] = Fraction(1)
    row_sums = [sum(row) for row in transition_parts]
    for _ in range(days):
        tomorrow = [Fraction(0)] * states
        for state, chance in enumerate(chances):
            if chance == 0:
                continue
            for following, parts in enumerate(transition_parts[state]):
                tomorrow[following] += chance * Fraction(parts, row_sums[state])
        chances = tomorrow
    return [str(chance) for chance in chances]
