def reduce_by(basis, pattern):
    for leading_bit in sorted(basis, reverse=True):
        if pattern >> leading_bit & 1:
            pattern ^= basis[leading_bit]
    return pattern


def switch_panel(switches, wanted):
    basis = {}
    for pattern in switches:
        rest = reduce_by(basis, pattern)
        if rest:
            basis[rest.bit_length() - 1] = rest
    reachable = 1 << len(basis)
    brightest = 0
    for leading_bit in sorted(basis, reverse=True):
        if brightest ^ basis[leading_bit] > brightest:
            brightest ^= basis[leading_bit]
    return {
        "reachable": reachable,
        "largest": brightest,
        "wanted_possible": reduce_by(basis, wanted) == 0,
    }
