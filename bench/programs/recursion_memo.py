def run(n):
    memo = {}

    def count(rest, coin):
        if rest == 0:
            return 1
        if rest < 0 or coin == 0:
            return 0
        key = (rest, coin)
        if key not in memo:
            memo[key] = count(rest - coin, coin) + count(rest, coin - 1)
        return memo[key]

    return count(n, 12)
