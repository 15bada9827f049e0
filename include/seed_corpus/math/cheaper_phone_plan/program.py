def plan_cost(minutes, monthly_fee, free_minutes, price_per_minute):
    charged = max(0, minutes - free_minutes)
    return monthly_fee + charged * price_per_minute


def solve(small_plan, large_plan):
    """Each plan is (monthly fee, free minutes, price per minute)."""

    def large_wins(minutes):
        return plan_cost(minutes, *large_plan) < plan_cost(minutes, *small_plan)

    if small_plan[2] <= large_plan[2]:
        return None
    high = 1
    while not large_wins(high):
        high *= 2
    low = 0
    while low < high:
        middle = (low + high) // 2
        if large_wins(middle):
            high = middle
        else:
            low = middle + 1
    return low
