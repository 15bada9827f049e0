import heapq


def run(n):
    graph = {i: [] for i in range(n)}
    for i in range(n):
        for k in (1, 7, 13):
            j = (i * k + k) % n
            graph[i].append((j, 1 + (i * k) % 9))
    best = {i: float("inf") for i in range(n)}
    best[0] = 0
    heap = [(0, 0)]
    while heap:
        cost, node = heapq.heappop(heap)
        if cost > best[node]:
            continue
        for other, weight in graph[node]:
            total = cost + weight
            if total < best[other]:
                best[other] = total
                heapq.heappush(heap, (total, other))
    return sum(value for value in best.values() if value != float("inf"))
