def solve(amount_cents, weights):
    total_weight = sum(weights)
    shares = []
    remainders = []
    for index, weight in enumerate(weights):
        share, rest = divmod(amount_cents * weight, total_weight)
        shares.append(share)
        remainders.append((-rest, index))
    undistributed = amount_cents - sum(shares)
    remainders.sort()
    for _, index in remainders[:undistributed]:
        shares[index] += 1
    assert sum(shares) == amount_cents
    return shares
