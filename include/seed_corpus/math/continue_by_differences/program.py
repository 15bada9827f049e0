def difference_table(terms):
    rows = [list(terms)]
    while len(rows[-1]) > 1 and any(rows[-1]):
        row = rows[-1]
        rows.append([right - left for left, right in zip(row, row[1:])])
    return rows


def continue_sequence(terms, extra):
    rows = difference_table(terms)
    last_entries = [row[-1] for row in rows]
    continued = []
    for _ in range(extra):
        for level in range(len(last_entries) - 2, -1, -1):
            last_entries[level] += last_entries[level + 1]
        continued.append(last_entries[0])
    return continued
