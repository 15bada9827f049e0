def insertion_sort(values):
    ordered = list(values)
    for position in range(1, len(ordered)):
        current = ordered[position]
        slot = position
        while slot > 0 and ordered[slot - 1] > current:
            ordered[slot] = ordered[slot - 1]
            slot -= 1
        ordered[slot] = current
    return ordered
