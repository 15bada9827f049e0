def describe(text):
    pieces = []
    run_digit = text[0]
    run_length = 0
    for digit in text:
        if digit == run_digit:
            run_length += 1
            continue
        pieces.append(str(run_length) + run_digit)
        run_digit = digit
        run_length = 1
    pieces.append(str(run_length) + run_digit)
    return "".join(pieces)


def spoken_terms(start, count):
    terms = []
    text = start
    for _ in range(count):
        terms.append(text)
        text = describe(text)
    return terms
