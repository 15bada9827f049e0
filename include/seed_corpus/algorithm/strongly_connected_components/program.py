def strongly_connected_components(graph):
    index = {}
    low = {}
    stack = []
    on_stack = set()
    components = []

    def connect(vertex):
        index[vertex] = low[vertex] = len(index)
        stack.append(vertex)
        on_stack.add(vertex)
        for neighbour in graph[vertex]:
            if neighbour not in index:
                connect(neighbour)
                low[vertex] = min(low[vertex], low[neighbour])
            elif neighbour in on_stack:
                low[vertex] = min(low[vertex], index[neighbour])
        if low[vertex] < index[vertex]:
            return
        component = []
        while True:
            member = stack.pop()
            on_stack.remove(member)
            component.append(member)
            if member == vertex:
                break
        components.append(sorted(component))

    for vertex in graph:
        if vertex not in index:
            connect(vertex)
    return sorted(components)
