def run(n):
    weights = [1 + (i * 37) % 11 for i in range(n)]
    values = [1 + (i * 53) % 17 for i in range(n)]
    capacity = 60
    best = [0] * (capacity + 1)
    for i in range(n):
        for c in range(capacity, weights[i] - 1, -1):
            candidate = best[c - weights[i]] + values[i]
            if candidate > best[c]:
                best[c] = candidate
    return best[capacity]
