def small_binomial(n, k, prime):
    if k > n:
        return 0
    numerator = denominator = 1
    for i in range(k):
        numerator = numerator * (n - i) % prime
        denominator = denominator * (i + 1) % prime
    return numerator * pow(denominator, prime - 2, prime) % prime


def binomial_mod(n, k, prime):
    result = 1
    while n > 0 or k > 0:
        n, n_digit = divmod(n, prime)
        k, k_digit = divmod(k, prime)
        result = result * small_binomial(n_digit, k_digit, prime) % prime
        if result == 0:
            return 0
    return result
