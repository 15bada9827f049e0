from math import comb


def count_distributions(gifts, limits):
    children = len(limits)
    if children == 0:
        return 1 if gifts == 0 else 0
    total = 0
    for chosen in range(1 << children):
        # The chosen children break their limit: each gets limit + 1 gifts in advance.
        rest = gifts
        sign = 1
        for child in range(children):
            if chosen >> child & 1:
                rest -= limits[child] + 1
                sign = -sign
        if rest < 0:
            continue
        total += sign * comb(rest + children - 1, children - 1)
    return total
