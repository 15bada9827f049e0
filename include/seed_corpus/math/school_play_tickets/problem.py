"""School play tickets: two unknowns, solved by a false assumption and its correction."""

TITLE = "Tickets for the school play"
ENTRY_POINT = "solve"
STATEMENT = """
A school sold `tickets_sold` tickets for its play (0 or more). An adult ticket costs `adult_price` coins and a child
ticket costs `child_price` coins, with adult_price > child_price >= 1. In the evening there are `money_collected`
coins in the cash box. Write `solve(tickets_sold, adult_price, child_price, money_collected)` that returns the pair
(number of adult tickets, number of child tickets), or None if no such pair of whole numbers, both at least 0, exists.
"""
TAGS = ("word-problem", "money", "linear-equation")


def boundary():
    return [(0, 5, 2, 0), (0, 5, 2, 7), (6, 9, 4, 24), (6, 9, 4, 54), (6, 9, 4, 55), (1, 2, 1, 3), (10, 8, 3, 29)]


def generate(rng):
    tickets = rng.randint(1, 30)
    child_price = rng.randint(1, 8)
    adult_price = child_price + rng.randint(1, 7)
    adults = rng.randint(0, tickets)
    money = adults * adult_price + (tickets - adults) * child_price
    if rng.random() < 0.25:
        money += rng.choice((-2, -1, 1, 2))
    return (tickets, adult_price, child_price, max(money, 0))


def answer(tickets_sold, adult_price, child_price, money_collected):
    for adults in range(tickets_sold + 1):
        if adults * adult_price + (tickets_sold - adults) * child_price == money_collected:
            return (adults, tickets_sold - adults)
    return None
