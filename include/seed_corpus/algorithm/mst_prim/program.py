import heapq


def mst_prim(graph, root):
    parent = {}
    total = 0
    frontier = [(0, root, None)]
    while frontier:
        weight, vertex, source = heapq.heappop(frontier)
        if vertex in parent:
            continue
        parent[vertex] = source
        total += weight
        for neighbour, cost in graph[vertex].items():
            if neighbour not in parent:
                heapq.heappush(frontier, (cost, neighbour, vertex))
    if len(parent) < len(graph):
        return None
    return total, parent
