def minutes(clock):
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


n = int(input())
trains = []
for _ in range(n):
    departure, arrival = input().split()
    trains.append((minutes(departure), minutes(arrival)))
trains.sort(key=lambda train: train[1])
now = minutes(input())
taken = 0
for departure, arrival in trains:
    if departure >= now:
        taken += 1
        now = arrival
print(taken, f"{now // 60:02}:{now % 60:02}")
