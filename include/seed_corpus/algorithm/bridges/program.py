def bridges(count, edges):
    incident = {vertex: [] for vertex in range(count)}
    for number, (a, b) in enumerate(edges):
        incident[a].append((b, number))
        incident[b].append((a, number))

    order = [0] * count
    low = [0] * count
    clock = 0
    found = []

    def explore(vertex, arrived_by):
        nonlocal clock
        clock += 1
        order[vertex] = low[vertex] = clock
        for other, number in incident[vertex]:
            if number == arrived_by:
                continue
            if order[other]:
                low[vertex] = min(low[vertex], order[other])
            else:
                explore(other, number)
                low[vertex] = min(low[vertex], low[other])
                if low[other] > order[vertex]:
                    found.append(number)

    for vertex in range(count):
        if not order[vertex]:
            explore(vertex, None)
    return sorted(found)
