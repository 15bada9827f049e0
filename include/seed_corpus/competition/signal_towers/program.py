def find(parent, tower):
    while parent[tower] != tower:
        parent[tower] = parent[parent[tower]]
        tower = parent[tower]
    return tower


towers, links = map(int, input().split())
parent = list(range(towers + 1))
groups = towers
useless = []
for number in range(1, links + 1):
    a, b = map(int, input().split())
    root_a, root_b = find(parent, a), find(parent, b)
    if root_a == root_b:
        useless.append(number)
    else:
        parent[root_b] = root_a
        groups -= 1
print(groups)
print(*useless)
