teams = {}
order = []
for _ in range(int(input())):
    name, seconds = input().split()
    if name not in teams:
        teams[name] = []
        order.append(name)
    teams[name].append(int(seconds))
ranking = sorted(order, key=lambda name: (-len(teams[name]), sum(teams[name]), name))
for place, name in enumerate(ranking, start=1):
    print(place, name, len(teams[name]), sum(teams[name]))
