def minimum(values):
    if not values:
        return None
    best_index = 0
    best = values[0]
    for index, value in enumerate(values):
        if value < best:
            best = value
            best_index = index
    return best_index, best
