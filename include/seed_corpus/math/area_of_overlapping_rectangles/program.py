def union_area(rectangles):
    events = []
    for left, bottom, right, top in rectangles:
        events.append((left, 1, bottom, top))
        events.append((right, -1, bottom, top))
    events.sort()
    area = 0
    previous_x = 0
    open_intervals = []
    for x, kind, bottom, top in events:
        covered = 0
        reached = None
        for low, high in sorted(open_intervals):
            if reached is None or low > reached:
                covered += high - low
                reached = high
            elif high > reached:
                covered += high - reached
                reached = high
        area += covered * (x - previous_x)
        previous_x = x
        if kind == 1:
            open_intervals.append((bottom, top))
        else:
            open_intervals.remove((bottom, top))
    return area
