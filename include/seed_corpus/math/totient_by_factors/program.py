def totient(n):
    result = n
    rest = n
    factor = 2
    while factor * factor <= rest:
        if rest % factor == 0:
            while rest % factor == 0:
                rest //= factor
            result -= result // factor
        factor += 1 if factor == 2 else 2
    if rest > 1:
        result -= result // rest
    return result


def totient_chain(n):
    chain = [n]
    while chain[-1] > 1:
        chain.append(totient(chain[-1]))
    return chain
