def optimal_bst(key_counts, gap_counts):
    size = len(key_counts)
    cost = {}
    weight = {}
    root = {}
    for gap in range(size + 1):
        cost[gap, gap] = weight[gap, gap] = gap_counts[gap]

    for width in range(1, size + 1):
        for low in range(size - width + 1):
            high = low + width
            weight[low, high] = weight[low, high - 1] + key_counts[high - 1] + gap_counts[high]
            for key in range(low, high):
                total = cost[low, key] + cost[key + 1, high] + weight[low, high]
                if (low, high) not in cost or total < cost[low, high]:
                    cost[low, high] = total
                    root[low, high] = key

    preorder = []
    pending = [(0, size)]
    while pending:
        low, high = pending.pop()
        if low < high:
            key = root[low, high]
            preorder.append(key)
            pending.append((key + 1, high))
            pending.append((low, key))
    return cost[0, size], preorder
