from fractions import Fraction


def solve(debt, monthly_percent, instalment):
    factor = 1 + Fraction(monthly_percent, 100)
    balance = Fraction(debt)
    history = []
    while balance > 0:
        with_interest = balance * factor
        if with_interest - instalment >= balance:
            return ("never", history)
        payment = min(with_interest, Fraction(instalment))
        balance = with_interest - payment
        history.append(str(balance))
        if len(history) == 6:
            break
    status = "paid" if balance == 0 else "running"
    return (status, history)
