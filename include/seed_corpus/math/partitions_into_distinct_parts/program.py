def distinct_partitions(total, largest_part):
    found = []
    chosen = []

    def extend(rest, limit):
        if rest == 0:
            found.append(tuple(chosen))
            return
        for part in range(min(rest, limit), 0, -1):
            if part * (part + 1) // 2 < rest:
                break
            chosen.append(part)
            extend(rest - part, part - 1)
            chosen.pop()

    extend(total, largest_part)
    return found
