import random

TITLE = "Convex hull by Jarvis' march"
ENTRY_POINT = "jarvis_march"
STATEMENT = """\
A fence of the smallest possible length is to enclose a number of trees. `points` is the non-empty list of the places
of the trees, tuples (x, y) of integers; a place may occur more than once.

Return the places of the trees at which the fence bends, as a list, in counter-clockwise order and beginning with the
leftmost tree (the lowest of the leftmost ones if there are several). Trees on a straight part of the fence are left
out. If all trees stand on one line the fence bends at the two outermost trees; if all stand at one place, return this
place alone.

Walk round: from the current tree go to the one that has all others to the left of the way.
"""
TAGS = ("geometry", "convex hull")


def boundary() -> list[tuple]:
    return [
        ([(0, 0)],),
        ([(2, 1), (2, 1)],),
        ([(0, 0), (5, 5), (3, 3), (1, 1)],),
        ([(1, 4), (1, -4), (1, 0)],),
        ([(7, 3), (0, 3), (2, 3), (0, 3)],),
        ([(0, 0), (4, 0), (4, 4), (0, 4), (2, 0), (4, 2), (2, 4), (0, 2), (2, 2)],),
        ([(-(10**6), -1), (10**6, 1), (0, 10**6)],),
    ]


def generate(rng: random.Random) -> tuple:
    reach = rng.choice([2, 4, 10])
    return ([(rng.randint(-reach, reach), rng.randint(-reach, reach)) for _ in range(rng.randint(2, 9))],)


def answer(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    # Andrew's monotone chain: lower and upper half, each kept free of right turns and straight parts.
    def half(ordered: list[tuple[int, int]]) -> list[tuple[int, int]]:
        chain: list[tuple[int, int]] = []
        for x, y in ordered:
            while len(chain) > 1:
                (ax, ay), (bx, by) = chain[-2:]
                if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                    break
                chain.pop()
            chain.append((x, y))
        return chain[:-1]

    ordered = sorted(set(points))
    if len(ordered) == 1:
        return ordered
    return half(ordered) + half(ordered[::-1])
