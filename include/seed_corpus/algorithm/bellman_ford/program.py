def bellman_ford(count, edges, source):
    distance = [None] * count
    distance[source] = 0
    for _ in range(count):
        changed = False
        for start, end, weight in edges:
            if distance[start] is None:
                continue
            candidate = distance[start] + weight
            if distance[end] is None or candidate < distance[end]:
                distance[end] = candidate
                changed = True
        if not changed:
            return distance
    return None
