def floyd_warshall(weights):
    size = len(weights)
    distance = [row[:] for row in weights]
    for vertex in range(size):
        distance[vertex][vertex] = 0
    for middle in range(size):
        for start in range(size):
            first = distance[start][middle]
            if first is None:
                continue
            for end, second in enumerate(distance[middle]):
                if second is None:
                    continue
                if distance[start][end] is None or first + second < distance[start][end]:
                    distance[start][end] = first + second
    return distance
