def square_root_mod(a, p):
    a %= p
    if a == 0 or p == 2:
        return a
    if pow(a, (p - 1) // 2, p) != 1:
        return None
    odd_part, twos = p - 1, 0
    while odd_part % 2 == 0:
        odd_part //= 2
        twos += 1
    non_residue = 2
    while pow(non_residue, (p - 1) // 2, p) == 1:
        non_residue += 1
    corrector = pow(non_residue, odd_part, p)
    root = pow(a, (odd_part + 1) // 2, p)
    error = pow(a, odd_part, p)
    while error != 1:
        exponent = 0
        power = error
        while power != 1:
            power = power * power % p
            exponent += 1
        factor = pow(corrector, 1 << (twos - exponent - 1), p)
        root = root * factor % p
        corrector = factor * factor % p
        error = error * corrector % p
        twos = exponent
    return min(root, p - root)
