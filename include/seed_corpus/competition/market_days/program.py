def main():
    prices = list(map(int, input().split()))
    lowest = prices[0]
    lowest_day = 1
    best = (0, 0, 0)
    for day, price in enumerate(prices, start=1):
        if price - lowest > best[0]:
            best = (price - lowest, lowest_day, day)
        if price < lowest:
            lowest = price
            lowest_day = day
    if best[0] == 0:
        print("no profit")
    else:
        print(*best)


main()
