from math import gcd


def merge_congruences(remainders, moduli):
    value, step = 0, 1
    for remainder, modulus in zip(remainders, moduli):
        tried = 0
        while value % modulus != remainder % modulus:
            value += step
            tried += 1
            if tried == modulus // gcd(step, modulus):
                return None
        step = step * modulus // gcd(step, modulus)
    return (value, step)
