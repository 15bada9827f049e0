def count_seatings(disliked):
    guests = len(disliked)
    ways = {0: 1}
    for guest in range(guests):
        extended = {}
        for taken_chairs, count in ways.items():
            for chair in range(guests):
                bit = 1 << chair
                if taken_chairs & bit or chair in disliked[guest]:
                    continue
                key = taken_chairs | bit
                extended[key] = extended.get(key, 0) + count
        ways = extended
    return sum(ways.values())
