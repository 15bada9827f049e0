def matrix_chain_order(dimensions):
    count = len(dimensions) - 1
    cost = [[0] * count for _ in range(count)]
    split = [[0] * count for _ in range(count)]
    for length in range(2, count + 1):
        for first in range(count - length + 1):
            last = first + length - 1
            best = None
            for middle in range(first, last):
                product = dimensions[first] * dimensions[middle + 1] * dimensions[last + 1]
                candidate = cost[first][middle] + cost[middle + 1][last] + product
                if best is None or candidate < best:
                    best = candidate
                    split[first][last] = middle
            cost[first][last] = best

    def describe(first, last):
        if first == last:
            return f"M{first + 1}"
        middle = split[first][last]
        return "(" + describe(first, middle) + describe(middle + 1, last) + ")"

    return cost[0][count - 1], describe(0, count - 1)
