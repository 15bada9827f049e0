import heapq


def dijkstra(roads, start, goal):
    distance = {start: 0}
    previous = {}
    settled = set()
    queue = [(0, start)]
    while queue:
        travelled, town = heapq.heappop(queue)
        if town in settled:
            continue
        settled.add(town)
        if town == goal:
            break
        for neighbour, length in roads.get(town, {}).items():
            candidate = travelled + length
            if neighbour not in distance or candidate < distance[neighbour]:
                distance[neighbour] = candidate
                previous[neighbour] = town
                heapq.heappush(queue, (candidate, neighbour))
            elif candidate == distance[neighbour] and town < previous[neighbour]:
                previous[neighbour] = town

    if goal not in settled:
        return None
    route = [goal]
    while route[-1] != start:
        route.append(previous[route[-1]])
    return distance[goal], route[::-1]
