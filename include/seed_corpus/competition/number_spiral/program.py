n = int(input())
grid = [[0] * n for _ in range(n)]
row = column = 0
step_row, step_column = 0, 1
for value in range(1, n * n + 1):
    grid[row][column] = value
    next_row, next_column = row + step_row, column + step_column
    if not (0 <= next_row < n and 0 <= next_column < n) or grid[next_row][next_column]:
        step_row, step_column = step_column, -step_row
        next_row, next_column = row + step_row, column + step_column
    row, column = next_row, next_column
wanted = int(input())
for line in grid:
    if wanted in line:
        print(grid.index(line) + 1, line.index(wanted) + 1)
print(sum(grid[i][i] for i in range(n)))
