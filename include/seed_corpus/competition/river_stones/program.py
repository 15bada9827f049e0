def main():
    n = int(input())
    heights = [int(word) for word in input().split()]
    cost = [0] * n
    for i in range(1, n):
        cost[i] = cost[i - 1] + abs(heights[i] - heights[i - 1])
        if i > 1:
            cost[i] = min(cost[i], cost[i - 2] + abs(heights[i] - heights[i - 2]) + 1)
    print(cost[-1])


main()
