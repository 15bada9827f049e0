def sift_down(heap, root, size):
    while True:
        largest = root
        for child in (2 * root + 1, 2 * root + 2):
            if child < size and heap[child] > heap[largest]:
                largest = child
        if largest == root:
            return
        heap[root], heap[largest] = heap[largest], heap[root]
        root = largest


def heapsort(values):
    heap = list(values)
    size = len(heap)
    for root in reversed(range(size // 2)):
        sift_down(heap, root, size)
    while size > 1:
        size -= 1
        heap[0], heap[size] = heap[size], heap[0]
        sift_down(heap, 0, size)
    return heap
