def farey_term(order, index):
    a, b = 0, 1
    c, d = 1, order
    for _ in range(index):
        if (a, b) == (1, 1):
            return None
        steps = (order + b) // d
        a, b, c, d = c, d, steps * c - a, steps * d - b
    return f"{a}/{b}"
