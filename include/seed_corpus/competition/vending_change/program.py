def main():
    amount = int(input())
    coins = list(map(int, input().split()))
    unreachable = amount + 1
    fewest = [0] + [unreachable] * amount
    for value in range(1, amount + 1):
        for coin in coins:
            if coin <= value and fewest[value - coin] + 1 < fewest[value]:
                fewest[value] = fewest[value - coin] + 1
    print(fewest[amount] if fewest[amount] < unreachable else "impossible")


main()
