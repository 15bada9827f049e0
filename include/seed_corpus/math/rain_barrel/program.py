def solve(capacity, start_litres, hourly_changes):
    level = start_litres
    spilled = 0
    thirsty = 0
    full_hours = []
    for hour, change in enumerate(hourly_changes, start=1):
        level += change
        if level > capacity:
            spilled += level - capacity
            level = capacity
        elif level < 0:
            thirsty -= level
            level = 0
        if level == capacity:
            full_hours.append(hour)
    return {"level": level, "spilled": spilled, "thirsty": thirsty, "full_hours": full_hours}
