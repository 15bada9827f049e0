def articulation_points(count, edges):
    neighbours = [[] for _ in range(count)]
    for a, b in edges:
        neighbours[a].append(b)
        neighbours[b].append(a)

    entered = {}
    lowest = {}
    cut = set()

    def explore(vertex, parent):
        entered[vertex] = lowest[vertex] = len(entered)
        branches = 0
        for other in neighbours[vertex]:
            if other == parent:
                continue
            if other in entered:
                lowest[vertex] = min(lowest[vertex], entered[other])
                continue
            branches += 1
            explore(other, vertex)
            lowest[vertex] = min(lowest[vertex], lowest[other])
            if parent is not None and lowest[other] >= entered[vertex]:
                cut.add(vertex)
        if parent is None and branches > 1:
            cut.add(vertex)

    for start in range(count):
        if start not in entered:
            explore(start, None)
    return sorted(cut)
