from collections import deque

stops, lines = map(int, input().split())
routes = [set(map(int, input().split())) for _ in range(lines)]
start, goal = map(int, input().split())
distance = {start: 0}
queue = deque([start])
used = set()
while queue:
    stop = queue.popleft()
    if stop == goal:
        break
    for number, route in enumerate(routes):
        if number in used or stop not in route:
            continue
        used.add(number)
        for other in sorted(route):
            if other not in distance:
                distance[other] = distance[stop] + 1
                queue.append(other)
print(distance.get(goal, -1))
