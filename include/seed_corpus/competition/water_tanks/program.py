def main():
    walls = list(map(int, input().split()))
    left, right = 0, len(walls) - 1
    highest_left = highest_right = 0
    water = 0
    while left < right:
        if walls[left] < walls[right]:
            highest_left = max(highest_left, walls[left])
            water += highest_left - walls[left]
            left += 1
        else:
            highest_right = max(highest_right, walls[right])
            water += highest_right - walls[right]
            right -= 1
    print(water)


main()
