import random

TITLE = "Strongly connected components"
ENTRY_POINT = "strongly_connected_components"
STATEMENT = """\
`graph` is a directed graph, a dict from each vertex (an integer) to the list of vertices its edges lead to. Two
vertices belong to the same strongly connected component if each can be reached from the other along edges; every
vertex can reach itself.

Return the components as a list of lists: every component in ascending order, the components ordered by their smallest
vertex.
"""
TAGS = ("graphs", "depth-first search", "connectivity", "stack")


def boundary() -> list[tuple]:
    return [
        ({},),
        ({5: []},),
        ({5: [5]},),
        ({1: [], 2: [], 3: []},),
        ({0: [1], 1: [2], 2: [3], 3: [0]},),
        ({3: [2], 2: [1], 1: []},),
        ({-1: [0], 0: [-1, 7], 7: [8], 8: [7]},),
    ]


def generate(rng: random.Random) -> tuple:
    vertices = rng.sample(range(10), rng.randint(3, 8))
    return ({vertex: rng.sample(vertices, rng.choice([0, 1, 1, 2, 2, 3])) for vertex in vertices},)


def answer(graph: dict[int, list[int]]) -> list[list[int]]:
    reach = {(vertex, vertex) for vertex in graph} | {(vertex, other) for vertex in graph for other in graph[vertex]}
    for middle in graph:
        reach |= {(a, b) for a in graph for b in graph if (a, middle) in reach and (middle, b) in reach}
    together = {tuple(sorted(b for b in graph if {(a, b), (b, a)} <= reach)) for a in graph}
    return sorted(list(component) for component in together)
