def almost_primes(limit, k):
    smallest_factor = list(range(limit + 1))
    for candidate in range(2, limit + 1):
        if smallest_factor[candidate] != candidate:
            continue
        for multiple in range(candidate * candidate, limit + 1, candidate):
            if smallest_factor[multiple] == multiple:
                smallest_factor[multiple] = candidate
    factor_count = [0] * (limit + 1)
    found = []
    for number in range(2, limit + 1):
        factor_count[number] = factor_count[number // smallest_factor[number]] + 1
        if factor_count[number] == k:
            found.append(number)
    return found
