def find_free_day(taken, deadline):
    day = deadline
    while day > 0 and taken[day]:
        day -= 1
    return day


def task_scheduling(tasks):
    last_day = max((deadline for deadline, _ in tasks), default=0)
    taken = [False] * (last_day + 1)
    late = 0
    total_penalty = 0
    for deadline, penalty in sorted(tasks, key=lambda task: -task[1]):
        day = find_free_day(taken, deadline)
        if day:
            taken[day] = True
        else:
            late += 1
            total_penalty += penalty
    return total_penalty, late
