def run(n):
    one = "".join("abcde"[(i * 3) % 5] for i in range(n))
    other = "".join("badce"[(i * 7) % 5] for i in range(n))
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, right in enumerate(other, 1):
            cost = previous + (left != right)
            previous = row[j]
            row[j] = min(cost, row[j] + 1, row[j - 1] + 1)
    return row[-1]
