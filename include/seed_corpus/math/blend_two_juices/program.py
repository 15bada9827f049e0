from math import gcd


def solve(weak_percent, strong_percent, wanted_percent, total_ml):
    if weak_percent == strong_percent:
        return None
    if not weak_percent <= wanted_percent <= strong_percent:
        return None
    # The distances to the wanted value give the parts crosswise.
    weak_parts = strong_percent - wanted_percent
    strong_parts = wanted_percent - weak_percent
    common = gcd(weak_parts, strong_parts)
    weak_parts //= common
    strong_parts //= common
    portion, rest = divmod(total_ml, weak_parts + strong_parts)
    if rest != 0:
        return None
    weak_ml = weak_parts * portion
    strong_ml = strong_parts * portion
    pure_fruit = weak_ml * weak_percent + strong_ml * strong_percent
    assert pure_fruit == total_ml * wanted_percent
    return (weak_ml, strong_ml)
