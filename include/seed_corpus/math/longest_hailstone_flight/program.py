def longest_flight(first, last):
    known_steps = {1: 0}
    best_start, best_steps = first, -1
    for start in range(first, last + 1):
        path = []
        number = start
        while number not in known_steps:
            path.append(number)
            number = number // 2 if number % 2 == 0 else 3 * number + 1
        steps = known_steps[number]
        for visited in reversed(path):
            steps += 1
            known_steps[visited] = steps
        if known_steps[start] > best_steps:
            best_start, best_steps = start, known_steps[start]
    return (best_start, best_steps, len(known_steps))
