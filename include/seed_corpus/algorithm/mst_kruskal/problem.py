import random

TITLE = "Minimum spanning forest by Kruskal's method"
ENTRY_POINT = "mst_kruskal"
STATEMENT = """\
The houses 0 … count-1 are to be joined by cables. `edges` lists the possible cables as [a, b, weight]: a cable
between the houses a and b (a != b) costs `weight`, an integer that may be negative when somebody pays for the cable.
Several cables may join the same two houses.

Go through the possible cables from the cheapest to the dearest, equally cheap ones in the order of the list, and lay
a cable exactly if the two houses are not yet joined by the cables laid before. Return a tuple of the total cost and
the list of the positions in `edges` (counted from 0) of the cables laid, in the order of laying them.
"""
TAGS = ("graphs", "minimum spanning tree", "greedy", "disjoint sets")


def boundary() -> list[tuple]:
    return [
        (1, []),
        (3, []),
        (2, [[0, 1, 5], [1, 0, 3]]),
        (3, [[0, 1, 2], [1, 2, 2], [2, 0, 2]]),
        (4, [[0, 1, -3], [2, 3, -4]]),
        (4, [[0, 1, 10**9], [1, 2, 10**9], [2, 3, 10**9], [3, 0, 1]]),
    ]


def generate(rng: random.Random) -> tuple:
    count = rng.randint(3, 7)
    return (count, [[*rng.sample(range(count), 2), rng.randint(-2, 20)] for _ in range(rng.randint(3, 10))])


def answer(count: int, edges: list[list[int]]) -> tuple[int, list[int]]:
    def is_joined(start: int, goal: int, positions: list[int]) -> bool:
        reached = {start}
        for _ in range(count):
            reached |= {
                house for position in positions for house in edges[position][:2] if reached & {*edges[position][:2]}
            }
        return goal in reached

    order = sorted(range(len(edges)), key=lambda position: edges[position][2])
    # A cable is needed exactly if all cables before it, laid or not, leave its ends apart.
    laid = [p for rank, p in enumerate(order) if not is_joined(edges[p][0], edges[p][1], order[:rank])]
    return sum(edges[position][2] for position in laid), laid
