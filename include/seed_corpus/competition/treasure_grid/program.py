rows, columns = map(int, input().split())
grid = [input() for _ in range(rows)]
seen = [[False] * columns for _ in range(rows)]
largest = 0
for row in range(rows):
    for column in range(columns):
        if seen[row][column] or grid[row][column] == ".":
            continue
        seen[row][column] = True
        stack = [(row, column)]
        size = 0
        while stack:
            r, c = stack.pop()
            size += 1
            for nr, nc in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
                inside = 0 <= nr < rows and 0 <= nc < columns
                if inside and grid[nr][nc] == "#" and not seen[nr][nc]:
                    seen[nr][nc] = True
                    stack.append((nr, nc))
        largest = max(largest, size)
print(largest)
