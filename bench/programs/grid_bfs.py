from collections import deque


def run(n):
    grid = [[1 if (r * 7 + c * 11) % 5 == 0 and r != c else 0 for c in range(n)] for r in range(n)]
    distance = [[-1] * n for _ in range(n)]
    distance[0][0] = 0
    queue = deque([(0, 0)])
    while queue:
        r, c = queue.popleft()
        for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            nr, nc = r + dr, c + dc
            if 0 <= nr < n and 0 <= nc < n and grid[nr][nc] == 0 and distance[nr][nc] == -1:
                distance[nr][nc] = distance[r][c] + 1
                queue.append((nr, nc))
    return distance[n - 1][n - 1]
