def lcs_length(first, second):
    previous = [0] * (len(second) + 1)
    for letter in first:
        current = [0]
        for column, other in enumerate(second, start=1):
            if letter == other:
                current.append(previous[column - 1] + 1)
            else:
                current.append(max(previous[column], current[-1]))
        previous = current
    return previous[-1]
