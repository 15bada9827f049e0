def naive_string_matcher(text, pattern):
    shifts = []
    for shift in range(len(text) - len(pattern) + 1):
        matched = 0
        while matched < len(pattern) and text[shift + matched] == pattern[matched]:
            matched += 1
        if matched == len(pattern):
            shifts.append(shift)
    return shifts
