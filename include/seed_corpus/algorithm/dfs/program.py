def dfs(graph):
    clock = 0
    discovered = {}
    finished = {}

    def visit(vertex):
        nonlocal clock
        clock += 1
        discovered[vertex] = clock
        for neighbour in graph[vertex]:
            if neighbour not in discovered:
                visit(neighbour)
        clock += 1
        finished[vertex] = clock

    for vertex in graph:
        if vertex not in discovered:
            visit(vertex)
    return {vertex: (discovered[vertex], finished[vertex]) for vertex in graph}
