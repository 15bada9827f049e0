def quickselect(values, rank):
    candidates = list(values)
    while True:
        pivot = candidates[len(candidates) // 2]
        smaller = [value for value in candidates if value < pivot]
        larger = [value for value in candidates if value > pivot]
        equal = len(candidates) - len(smaller) - len(larger)
        if rank <= len(smaller):
            candidates = smaller
        elif rank <= len(smaller) + equal:
            return pivot
        else:
            rank -= len(smaller) + equal
            candidates = larger
