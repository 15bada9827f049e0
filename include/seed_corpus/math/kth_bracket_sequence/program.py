def kth_brackets(pairs, k):
    length = 2 * pairs
    # completions[rest][depth]: ways to finish with `rest` characters from `depth` open brackets
    completions = [[0] * (length + 2) for _ in range(length + 1)]
    completions[0][0] = 1
    for rest in range(1, length + 1):
        for depth in range(rest + 1):
            completions[rest][depth] = completions[rest - 1][depth + 1]
            if depth > 0:
                completions[rest][depth] += completions[rest - 1][depth - 1]
    if k > completions[length][0]:
        return None
    depth = 0
    text = ""
    for rest in range(length - 1, -1, -1):
        with_open = completions[rest][depth + 1]
        if k <= with_open:
            text += "("
            depth += 1
        else:
            k -= with_open
            text += ")"
            depth -= 1
    return text
