def bubble_sort(values):
    ordered = values[:]
    swaps = 0
    end = len(ordered) - 1
    while end > 0:
        last_swap = 0
        for i in range(end):
            if ordered[i] > ordered[i + 1]:
                ordered[i], ordered[i + 1] = ordered[i + 1], ordered[i]
                swaps += 1
                last_swap = i
        end = last_swap
    return ordered, swaps
