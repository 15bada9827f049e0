from bisect import bisect_left, bisect_right

n, q = map(int, input().split())
levels = sorted(map(int, input().split()))
for _ in range(q):
    low, high = map(int, input().split())
    count = bisect_right(levels, high) - bisect_left(levels, low)
    print(count)
