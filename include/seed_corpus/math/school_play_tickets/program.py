def solve(tickets_sold, adult_price, child_price, money_collected):
    # Suppose every visitor were a child, then correct the guess.
    money_if_all_children = tickets_sold * child_price
    missing_money = money_collected - money_if_all_children
    extra_per_adult = adult_price - child_price
    if missing_money < 0:
        return None
    adults = 0
    while missing_money >= extra_per_adult:
        missing_money -= extra_per_adult
        adults += 1
        if adults > tickets_sold:
            return None
    if missing_money != 0:
        return None
    children = tickets_sold - adults
    return (adults, children)
