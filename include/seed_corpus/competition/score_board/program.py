def main():
    rounds, players = map(int, input().split())
    totals = [0] * players
    leaders = []
    for number in range(rounds):
        points = list(map(int, input().split()))
        for player, gained in enumerate(points):
            totals[player] += gained
        best = max(totals)
        leading = [player + 1 for player, total in enumerate(totals) if total == best]
        leaders.append(leading[0] if len(leading) == 1 else 0)
    changes = 0
    for before, after in zip(leaders, leaders[1:]):
        if before != after:
            changes += 1
    print(*leaders)
    print(changes)


main()
