def solve(parent_age, child_age):
    difference = parent_age - child_age
    moments = []
    for factor in range(2, difference + 1):
        # The parent is `factor` times as old when the child is difference / (factor - 1) years old.
        if difference % (factor - 1) != 0:
            continue
        child_then = difference // (factor - 1)
        years_from_now = child_then - child_age
        parent_then = parent_age + years_from_now
        if parent_then > 120:
            continue
        moments.append((factor, years_from_now))
        if len(moments) == 5:
            break
    return moments
