from math import factorial, gcd


def count_necklaces(bead_counts):
    beads = sum(bead_counts)
    common = 0
    for count in bead_counts:
        common = gcd(common, count)
    fixed_total = 0
    for turn in range(beads):
        cycles = gcd(turn, beads)
        cycle_length = beads // cycles
        if common % cycle_length != 0:
            continue
        # Each cycle has one colour, so arrange the colours of `cycles` cycles.
        fixed = factorial(cycles)
        for count in bead_counts:
            fixed //= factorial(count // cycle_length)
        fixed_total += fixed
    return fixed_total // beads
