def place(guest, plan, enemies, n):
    if guest > n:
        return 1
    count = 0
    for table in range(2):
        if all((other, guest) not in enemies for other in plan[table]):
            plan[table].append(guest)
            count += place(guest + 1, plan, enemies, n)
            plan[table].pop()
    return count


n, m = map(int, input().split())
enemies = set()
for _ in range(m):
    a, b = map(int, input().split())
    enemies.add((min(a, b), max(a, b)))
print(place(1, [[], []], enemies, n))
