def survivor(people, step):
    position = 0
    for size in range(2, people + 1):
        position = (position + step) % size
    return position + 1


def best_steps(people, me, largest_step):
    good = []
    for step in range(1, largest_step + 1):
        if survivor(people, step) == me:
            good.append(step)
    return good
