def partition(items, low, high):
    pivot = items[high]
    boundary = low
    for i in range(low, high):
        if items[i] <= pivot:
            items[i], items[boundary] = items[boundary], items[i]
            boundary += 1
    items[boundary], items[high] = items[high], items[boundary]
    return boundary


def quicksort(values):
    items = list(values)

    def sort_range(low, high):
        if low >= high:
            return
        middle = partition(items, low, high)
        sort_range(low, middle - 1)
        sort_range(middle + 1, high)

    sort_range(0, len(items) - 1)
    return items
