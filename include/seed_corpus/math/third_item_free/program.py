def solve(prices_in_cents, voucher_percent):
    ordered = sorted(prices_in_cents, reverse=True)
    to_pay = 0
    free_value = 0
    for position, price in enumerate(ordered, start=1):
        if position % 3 == 0:
            free_value += price
        else:
            to_pay += price
    discount = to_pay * voucher_percent // 100
    to_pay -= discount
    return (to_pay, free_value + discount)
