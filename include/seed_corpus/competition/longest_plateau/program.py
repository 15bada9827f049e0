def main():
    heights = list(map(int, input().split()))
    best_start, best_length = 0, 1
    start = 0
    for i in range(1, len(heights) + 1):
        if i == len(heights) or heights[i] != heights[start]:
            length = i - start
            if length > best_length:
                best_start, best_length = start, length
            start = i
    print(best_start + 1, best_length, heights[best_start])


main()
