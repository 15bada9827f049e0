def solve(income, bands):
    tax = 0
    lower = 0
    breakdown = []
    for upper, percent in bands:
        if income <= lower:
            break
        top = income if upper is None else min(income, upper)
        taxed_part = top - lower
        tax_of_band = taxed_part * percent
        breakdown.append((taxed_part, percent))
        tax += tax_of_band
        if upper is not None:
            lower = upper
    whole, hundredths = divmod(tax, 100)
    average = tax // income if income > 0 else 0
    return {"tax": f"{whole}.{hundredths:02d}", "bands": breakdown, "average_percent": average}
