import heapq

concerts = []
for _ in range(int(input())):
    start, end = map(int, input().split())
    concerts.append((start, end))
concerts.sort()
busy_until = []
most = 0
for start, end in concerts:
    while busy_until and busy_until[0] <= start:
        heapq.heappop(busy_until)
    heapq.heappush(busy_until, end)
    most = max(most, len(busy_until))
print(most)
