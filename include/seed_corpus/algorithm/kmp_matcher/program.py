def compute_prefix_lengths(pattern):
    lengths = [0]
    border = 0
    for letter in pattern[1:]:
        while border > 0 and pattern[border] != letter:
            border = lengths[border - 1]
        if pattern[border] == letter:
            border += 1
        lengths.append(border)
    return lengths


def kmp_matcher(text, pattern):
    lengths = compute_prefix_lengths(pattern)
    positions = []
    matched = 0
    for index, letter in enumerate(text):
        while matched > 0 and pattern[matched] != letter:
            matched = lengths[matched - 1]
        if pattern[matched] == letter:
            matched += 1
        if matched == len(pattern):
            positions.append(index - len(pattern) + 1)
            matched = lengths[matched - 1]
    return lengths, positions
