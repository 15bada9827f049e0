def best_crossing(values, low, middle, high):
    total = left_sum = values[middle]
    start = middle
    for i in range(middle - 1, low - 1, -1):
        total += values[i]
        if total >= left_sum:
            left_sum, start = total, i
    total = right_sum = values[middle + 1]
    end = middle + 1
    for i in range(middle + 2, high + 1):
        total += values[i]
        if total > right_sum:
            right_sum, end = total, i
    return start, end, left_sum + right_sum


def find_best(values, low, high):
    if low == high:
        return low, high, values[low]
    middle = (low + high) // 2
    best = find_best(values, low, middle)
    for candidate in (best_crossing(values, low, middle, high), find_best(values, middle + 1, high)):
        if candidate[2] > best[2]:
            best = candidate
    return best


def find_maximum_subarray(values):
    return find_best(values, 0, len(values) - 1)
