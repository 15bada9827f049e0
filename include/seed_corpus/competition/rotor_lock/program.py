from collections import deque

target = input().strip()
blocked = set(input().split())
distance = {"000": 0}
queue = deque(["000"])
if "000" in blocked:
    queue.clear()
while queue:
    code = queue.popleft()
    if code == target:
        break
    for wheel in range(3):
        digit = int(code[wheel])
        for turned in ((digit + 1) % 3, (digit - 1) % 3):
            following = code[:wheel] + str(turned) + code[wheel + 1 :]
            if following not in distance and following not in blocked:
                distance[following] = distance[code] + 1
                queue.append(following)
if target in distance and "000" not in blocked:
    print(distance[target])
else:
    print("locked")
