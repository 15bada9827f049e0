def zeckendorf(n):
    fibonacci = [1, 2]
    while fibonacci[-1] <= n:
        fibonacci.append(fibonacci[-1] + fibonacci[-2])
    parts = []
    for number in reversed(fibonacci):
        if number <= n:
            parts.append(number)
            n -= number
    return parts


def describe_game(stones):
    parts = zeckendorf(stones)
    first_move = parts[-1] if parts else 0
    if first_move == stones:
        return ("second", parts)
    return ("first", parts)
