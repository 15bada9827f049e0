def decimal_expansion(numerator, denominator, base=10):
    digits = "0123456789abcdef"
    whole, remainder = divmod(numerator, denominator)
    seen = {}
    expansion = []
    while remainder and remainder not in seen:
        seen[remainder] = len(expansion)
        digit, remainder = divmod(remainder * base, denominator)
        expansion.append(digits[digit])
    if not expansion:
        return str(whole)
    if remainder == 0:
        return f"{whole}." + "".join(expansion)
    start = seen[remainder]
    return f"{whole}." + "".join(expansion[:start]) + "(" + "".join(expansion[start:]) + ")"
