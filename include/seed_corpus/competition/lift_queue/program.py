from collections import deque


def main():
    people, capacity = map(int, input().split())
    weights = deque(map(int, input().split()))
    rides = 0
    while weights:
        load = 0
        while weights and load + weights[0] <= capacity:
            load += weights.popleft()
        if load == 0:
            print("stuck after", rides)
            return
        rides += 1
    print(rides)


main()
