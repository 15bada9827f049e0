from math import factorial


def count_arrangements(letter_counts):
    arrangements = factorial(sum(letter_counts.values()))
    for count in letter_counts.values():
        arrangements //= factorial(count)
    return arrangements


def word_rank(word):
    remaining = {}
    for letter in word:
        remaining[letter] = remaining.get(letter, 0) + 1
    rank = 1
    for letter in word:
        for smaller in sorted(remaining):
            if smaller >= letter:
                break
            if remaining[smaller] == 0:
                continue
            remaining[smaller] -= 1
            rank += count_arrangements(remaining)
            remaining[smaller] += 1
        remaining[letter] -= 1
    return rank
