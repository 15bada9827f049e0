import random

TITLE = "Breadth-first search"
ENTRY_POINT = "bfs"
STATEMENT = """\
`neighbours` describes a directed graph on the vertices 0, 1, …, n-1: neighbours[v] lists the vertices to which an
edge leads from v, in the order in which they are to be tried. Run a breadth-first search from the vertex `source`.

Return a tuple of two lists of length n. The first gives for each vertex the smallest number of edges on a path from
`source` to it, or -1 if there is no path. The second gives for each vertex its parent, the vertex from which the
search first reached it, or -1 for `source` and for vertices never reached. The search handles vertices in the order
in which it reached them.
"""
TAGS = ("graphs", "breadth-first search", "shortest paths", "queue")


def boundary() -> list[tuple]:
    return [
        ([[]], 0),
        ([[0]], 0),
        ([[], [], []], 1),
        ([[1], [2], [3], []], 0),
        ([[1], [2], [3], []], 3),
        ([[3, 2, 1], [3, 2, 0], [3, 1, 0], [2, 1, 0]], 2),
        ([[1, 2], [3], [3], []], 0),
    ]


def generate(rng: random.Random) -> tuple:
    size = rng.randint(3, 9)
    neighbours = [rng.sample(range(size), rng.randint(0, 3)) for _ in range(size)]
    return (neighbours, rng.randrange(size))


def answer(neighbours: list[list[int]], source: int) -> tuple[list[int], list[int]]:
    size = len(neighbours)
    # Of the shortest paths, written as the positions of the edges taken, the search uses the smallest.
    routes: dict[int, list[tuple[int, list[int], int]]] = {vertex: [] for vertex in range(size)}

    def walk(vertex: int, seen: tuple[int, ...], choices: list[int]) -> None:
        routes[vertex].append((len(choices), choices, seen[-1] if seen else -1))
        for position, neighbour in enumerate(neighbours[vertex]):
            if neighbour not in (*seen, vertex):
                walk(neighbour, (*seen, vertex), [*choices, position])

    walk(source, (), [])
    best = [min(routes[vertex], default=(-1, [], -1)) for vertex in range(size)]
    return [route[0] for route in best], [route[2] for route in best]
