n, budget = map(int, input().split())
prices = list(map(int, input().split()))
best = 0
for start in range(n):
    spent = 0
    for hour in range(start, n):
        spent += prices[hour]
        if spent > budget:
            break
        best = max(best, hour - start + 1)
print(best)
