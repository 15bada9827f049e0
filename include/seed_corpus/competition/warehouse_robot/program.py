def main():
    width, height = map(int, input().split())
    commands = input().strip()
    x, y = 0, 0
    dx, dy = 0, 1
    bumps = 0
    for command in commands:
        if command == "L":
            dx, dy = -dy, dx
        elif command == "R":
            dx, dy = dy, -dx
        else:
            next_x, next_y = x + dx, y + dy
            if 0 <= next_x < width and 0 <= next_y < height:
                x, y = next_x, next_y
            else:
                bumps += 1
    print(x, y, bumps)


main()
