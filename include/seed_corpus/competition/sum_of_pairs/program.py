def main():
    n, target = map(int, input().split())
    values = sorted(map(int, input().split()))
    left, right = 0, n - 1
    pairs = []
    while left < right:
        total = values[left] + values[right]
        if total == target:
            pairs.append((values[left], values[right]))
            left += 1
            right -= 1
        elif total < target:
            left += 1
        else:
            right -= 1
    if not pairs:
        print("none")
    for first, second in pairs:
        print(first, second)


main()
