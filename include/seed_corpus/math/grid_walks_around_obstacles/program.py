def count_walks(grid):
    width = len(grid[0])
    walks = [0] * width
    walks[0] = 1
    for row in grid:
        for column, cell in enumerate(row):
            if cell == "#":
                walks[column] = 0
            elif column > 0:
                walks[column] += walks[column - 1]
    return walks[-1]
