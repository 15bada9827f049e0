def main():
    rows, columns = map(int, input().split())
    garden = [input() for _ in range(rows)]
    fence = 0
    beds = 0
    for row in range(rows):
        for column in range(columns):
            if garden[row][column] != "*":
                continue
            beds += 1
            fence += 4
            if row > 0 and garden[row - 1][column] == "*":
                fence -= 2
            if column > 0 and garden[row][column - 1] == "*":
                fence -= 2
    print(beds, fence)


main()
