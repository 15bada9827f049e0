import heapq


def topological_sort(count, edges):
    followers = [[] for _ in range(count)]
    missing = [0] * count
    for before, after in edges:
        followers[before].append(after)
        missing[after] += 1

    ready = [vertex for vertex in range(count) if missing[vertex] == 0]
    order = []
    while ready:
        vertex = heapq.heappop(ready)
        order.append(vertex)
        for follower in followers[vertex]:
            missing[follower] -= 1
            if missing[follower] == 0:
                heapq.heappush(ready, follower)

    if len(order) < count:
        return None
    return order
