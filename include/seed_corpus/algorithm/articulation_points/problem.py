import random

TITLE = "Articulation points"
ENTRY_POINT = "articulation_points"
STATEMENT = """\
An undirected graph has the vertices 0 … count-1 and the edges in `edges`, a list of pairs [a, b] with a != b; no edge
occurs twice. The graph need not be connected. An articulation point is a vertex whose removal, together with its
edges, makes the number of connected parts larger.

Return the list of all articulation points in ascending order. One depth-first search is enough: note when each vertex
was entered and how early a vertex can be reached from the part of the search tree below it.
"""
TAGS = ("graphs", "depth-first search", "connectivity")


def boundary() -> list[tuple]:
    return [
        (0, []),
        (1, []),
        (2, [[0, 1]]),
        (3, [[0, 1], [1, 2]]),
        (4, [[0, 1], [1, 2], [2, 3], [3, 0]]),
        (5, [[2, 0], [2, 1], [2, 3], [2, 4]]),
        (6, [[0, 1], [1, 2], [3, 4], [4, 5]]),
        (5, [[0, 1], [1, 2], [2, 0], [2, 3], [3, 4], [4, 2]]),
    ]


def generate(rng: random.Random) -> tuple:
    count = rng.randint(3, 8)
    pairs = [[a, b] for a in range(count) for b in range(a)]
    return (count, rng.sample(pairs, min(len(pairs), rng.randint(2, count + 2))))


def answer(count: int, edges: list[list[int]]) -> list[int]:
    def count_parts(vertices: list[int]) -> int:
        label = {vertex: vertex for vertex in vertices}
        for a, b in edges:
            if a in label and b in label:
                old, new = label[a], label[b]
                label = {vertex: new if name == old else name for vertex, name in label.items()}
        return len(set(label.values()))

    everyone = list(range(count))
    # A vertex with neighbours leaves its part behind when it goes; one without takes its part away.
    return [v for v in everyone if count_parts([u for u in everyone if u != v]) > count_parts(everyone)]
