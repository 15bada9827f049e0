from collections import deque


def bfs(neighbours, source):
    distance = [-1] * len(neighbours)
    parent = [-1] * len(neighbours)
    distance[source] = 0
    queue = deque([source])
    while queue:
        vertex = queue.popleft()
        for neighbour in neighbours[vertex]:
            if distance[neighbour] != -1:
                continue
            distance[neighbour] = distance[vertex] + 1
            parent[neighbour] = vertex
            queue.append(neighbour)
    return distance, parent
