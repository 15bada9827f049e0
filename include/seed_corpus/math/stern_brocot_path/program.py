def path_to_fraction(numerator, denominator):
    left = (0, 1)
    right = (1, 0)
    path = ""
    mediants = []
    while True:
        middle = (left[0] + right[0], left[1] + right[1])
        mediants.append(middle)
        difference = numerator * middle[1] - middle[0] * denominator
        if difference == 0:
            return (path, mediants)
        if difference < 0:
            path += "L"
            right = middle
        else:
            path += "R"
            left = middle
