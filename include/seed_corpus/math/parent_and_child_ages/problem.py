"""When is a parent a whole number of times as old as the child?"""

TITLE = "A parent, a child and whole multiples"
ENTRY_POINT = "solve"
STATEMENT = """
Today a parent is `parent_age` years old and the child `child_age` years old (whole numbers, 0 <= child_age and
parent_age - child_age >= 15). Look at every year of the child's life from its first birthday until the parent is 120.
Whenever the parent is exactly k times as old as the child, with k whole and 2 <= k <= parent_age - child_age, write
down the pair (k, years): `years` is counted from today and is negative for moments in the past. Write
`solve(parent_age, child_age)` that returns the list of these pairs ordered by growing k, but only the first five.
"""
TAGS = ("word-problem", "ages", "divisibility")


def boundary():
    return [(15, 0), (40, 10), (120, 20), (61, 0), (90, 73), (100, 0)]


def generate(rng):
    child = rng.randint(0, 45)
    return (child + rng.randint(15, 50), child)


def answer(parent_age, child_age):
    found = []
    for years in range(1 - child_age, 121 - parent_age):
        quotient, rest = divmod(parent_age + years, child_age + years)
        if rest == 0 and 2 <= quotient <= parent_age - child_age:
            found.append((quotient, years))
    return sorted(found)[:5]
