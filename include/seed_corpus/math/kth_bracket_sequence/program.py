from math import comb


def ways_to_finish(rest, depth):
    """Balanced endings with `rest` characters when `depth` brackets are open."""
    closing = (rest + depth) // 2
    if closing > rest:
        return 0
    # Of all orders, take away those that close too early (reflection principle).
    return comb(rest, closing) - comb(rest, closing + 1)


def kth_brackets(pairs, k):
    length = 2 * pairs
    if k > ways_to_finish(length, 0):
        return None
    depth = 0
    text = ""
    for rest in range(length - 1, -1, -1):
        with_open = ways_to_finish(rest, depth + 1)
        if k <= with_open:
            text += "("
            depth += 1
        else:
            k -= with_open
            text += ")"
            depth -= 1
    return text
