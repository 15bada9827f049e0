def solve(coin_count, total_value, small, middle, large):
    solutions = []
    for large_coins in range(total_value // large + 1):
        rest_value = total_value - large_coins * large
        rest_count = coin_count - large_coins
        if rest_count < 0:
            break
        # rest_count coins of `small` and `middle` must be worth rest_value
        surplus = rest_value - rest_count * small
        if surplus < 0 or surplus % (middle - small) != 0:
            continue
        middle_coins = surplus // (middle - small)
        small_coins = rest_count - middle_coins
        if small_coins < 0:
            continue
        solutions.append((small_coins, middle_coins, large_coins))
    return solutions
