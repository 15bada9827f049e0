"""Walks of a given length in a network of one-way roads, by matrix powers."""

TITLE = "Walks in a network of one-way roads"
ENTRY_POINT = "count_walks"
STATEMENT = """
Towns are numbered from 0 to nodes - 1 (1 to 4 towns). `roads` is a list of one-way roads as pairs (from, to); a road
may lead back to its own town, and there may be several roads between the same towns (at most 8 roads in all). Write
`count_walks(nodes, roads, length)` that returns a list of rows: entry t of row s is the number of walks from town s
to town t that use exactly `length` roads (0 to 6), counted with repetitions if a road is used several times. Parallel
roads make different walks, and a walk of length 0 stays where it is.
"""
TAGS = ("linear-algebra", "matrix-power", "graph", "class")


def boundary():
    return [
        (1, [], 0),
        (1, [(0, 0), (0, 0)], 6),
        (2, [(0, 1)], 2),
        (3, [(0, 1), (1, 2), (2, 0)], 6),
        (2, [(0, 1), (1, 0), (1, 1)], 5),
        (4, [], 3),
    ]


def generate(rng):
    nodes = rng.randint(2, 3)
    roads = [(rng.randrange(nodes), rng.randrange(nodes)) for _ in range(rng.randint(nodes, 6))]
    return (nodes, roads, rng.randint(1, 5))


def answer(nodes, roads, length):
    # Follow all walks from every town, one road at a time.
    rows = []
    for start in range(nodes):
        here = dict.fromkeys(range(nodes), 0)
        here[start] = 1
        for _ in range(length):
            following = dict.fromkeys(range(nodes), 0)
            for a, b in roads:
                following[b] += here[a]
            here = following
        rows.append(list(here.values()))
    return rows
