import heapq


def main():
    input()
    lengths = list(map(int, input().split()))
    heapq.heapify(lengths)
    total = 0
    while len(lengths) > 1:
        first = heapq.heappop(lengths)
        second = heapq.heappop(lengths)
        total += first + second
        heapq.heappush(lengths, first + second)
    print(total)


main()
