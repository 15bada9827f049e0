from fractions import Fraction


def expected_packets(weights):
    total = sum(weights)
    subset_sums = [0]
    signs = [-1]
    for weight in weights:
        for index in range(len(subset_sums)):
            subset_sums.append(subset_sums[index] + weight)
            signs.append(-signs[index])
    expected = Fraction(0)
    for subset_sum, sign in zip(subset_sums, signs):
        if subset_sum == 0:
            continue
        expected += sign * Fraction(total, subset_sum)
    return str(expected)
