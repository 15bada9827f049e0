def dag_shortest_paths(graph, source):
    order = []
    visited = set()

    def visit(vertex):
        visited.add(vertex)
        for successor, _ in graph[vertex]:
            if successor not in visited:
                visit(successor)
        order.append(vertex)

    visit(source)
    distance = {source: 0}
    for vertex in reversed(order):
        for successor, weight in graph[vertex]:
            candidate = distance[vertex] + weight
            if candidate < distance.get(successor, float("inf")):
                distance[successor] = candidate
    return distance
