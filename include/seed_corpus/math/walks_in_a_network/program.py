class SquareMatrix:
    def __init__(self, rows):
        self.rows = rows
        self.size = len(rows)

    def __mul__(self, other):
        rows = []
        for row in self.rows:
            new_row = []
            for column in range(other.size):
                new_row.append(sum(row[k] * other.rows[k][column] for k in range(self.size)))
            rows.append(new_row)
        return SquareMatrix(rows)

    def power(self, exponent):
        if exponent == 0:
            return SquareMatrix([[int(i == j) for j in range(self.size)] for i in range(self.size)])
        half = self.power(exponent // 2)
        result = half * half
        return result * self if exponent % 2 else result


def count_walks(nodes, roads, length):
    adjacency = [[0] * nodes for _ in range(nodes)]
    for start, end in roads:
        adjacency[start][end] += 1
    return SquareMatrix(adjacency).power(length).rows
