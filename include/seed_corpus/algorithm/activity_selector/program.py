def activity_selector(activities):
    order = sorted(range(len(activities)), key=lambda index: (activities[index][1], index))
    chosen = []
    free_from = None
    for index in order:
        start, finish = activities[index]
        if free_from is not None and start < free_from:
            continue
        chosen.append(index)
        free_from = finish
    return chosen
