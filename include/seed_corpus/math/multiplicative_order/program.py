from math import gcd


def prime_divisors(n):
    primes = []
    divisor = 2
    while n > 1:
        if n % divisor == 0:
            primes.append(divisor)
            while n % divisor == 0:
                n //= divisor
        elif divisor * divisor > n:
            divisor = n
        else:
            divisor += 1
    return primes


def multiplicative_order(base, modulus):
    if gcd(base, modulus) != 1:
        return 0
    if modulus == 1:
        return 1
    order = modulus
    for prime in prime_divisors(modulus):
        order = order // prime * (prime - 1)
    for prime in prime_divisors(order):
        while order % prime == 0 and pow(base, order // prime, modulus) == 1:
            order //= prime
    return order
