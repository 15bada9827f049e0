def solve(goal, first_deposit, weekly_raise, treat_price):
    saved = 0
    deposit = first_deposit
    week = 0
    while saved < goal:
        week += 1
        saved += deposit
        deposit += weekly_raise
        reached = saved >= goal
        if not reached and week % 4 == 0:
            saved -= min(treat_price, saved)
    return (week, saved - goal)
