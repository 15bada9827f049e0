"""Paying back a loan with exact interest."""

from fractions import Fraction

TITLE = "Paying back a loan"
ENTRY_POINT = "solve"
STATEMENT = """
Someone owes `debt` pounds (a whole number, 0 or more). Each month `monthly_percent` percent (whole, 0 to 50) of the
current debt are added as interest and then the instalment of `instalment` pounds (whole, at least 1) is paid, or only
what is still owed if that is less. Nothing is rounded. Write `solve(debt, monthly_percent, instalment)` that returns
a pair (status, history). The history is the list of the debts after the first, second, ... payment as texts:
fractions in lowest terms such as "155/2", or whole numbers such as "40"; it ends with the payment that brings the
debt to 0, and after 6 payments at the latest. The status is "never" if the instalment does not reduce the debt at
all, so that it would never be paid (then the history is empty); "paid" if the debt is 0 at the end of the history (or
was 0 from the start); "running" otherwise.
"""
TAGS = ("word-problem", "money", "interest", "fractions")


def boundary():
    return [(0, 5, 10), (100, 10, 10), (100, 10, 11), (100, 0, 25), (100, 0, 10), (60, 0, 10), (1, 50, 1), (50, 0, 10)]


def generate(rng):
    debt = rng.randint(10, 500)
    percent = rng.choice((0, 1, 2, 5, 10, 20, 25))
    return (debt, percent, max(1, debt * percent // 100 + rng.randint(-2, debt // 2)))


def answer(debt, monthly_percent, instalment):
    # The debt after n full instalments in closed form; the first value that is not positive ends the loan.
    rate = Fraction(monthly_percent, 100)
    if debt == 0:
        return ("paid", [])
    if debt * rate >= instalment:
        return ("never", [])
    history = []
    for months in range(1, 7):
        growth = (1 + rate) ** months
        paid = instalment * months if rate == 0 else instalment * (growth - 1) / rate
        history.append(str(max(Fraction(0), debt * growth - paid)))
        if history[-1] == "0":
            break
    return ("paid" if history[-1] == "0" else "running", history)
