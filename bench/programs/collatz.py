def run(n):
    longest, start = 0, 0
    for first in range(1, n):
        length, value = 1, first
        while value != 1:
            if value % 2 == 0:
                value //= 2
            else:
                value = 3 * value + 1
            length += 1
        if length > longest:
            longest, start = length, first
    return start, longest
