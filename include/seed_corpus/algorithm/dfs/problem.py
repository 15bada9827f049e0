import random

TITLE = "Depth-first search with time stamps"
ENTRY_POINT = "dfs"
STATEMENT = """\
`graph` is a directed graph: a dict from each vertex (a string) to the list of vertices its edges lead to. A list may
hold the vertex itself.

Run a depth-first search over the whole graph. Take the vertices as possible starting points in the order of the dict,
and the edges of a vertex in the order of its list; never enter a vertex twice. A clock stands at 0 and is advanced by
one whenever the search enters a vertex for the first time and whenever it leaves a vertex for good.

Return a dict from each vertex to the tuple (clock on entering, clock on leaving).
"""
TAGS = ("graphs", "depth-first search", "recursion")


def boundary() -> list[tuple]:
    return [
        ({},),
        ({"a": []},),
        ({"a": ["a"]},),
        ({"a": [], "b": [], "c": []},),
        ({"a": ["b"], "b": ["c"], "c": ["a"]},),
        ({"d": ["c"], "c": ["b"], "b": ["a"], "a": []},),
    ]


def generate(rng: random.Random) -> tuple:
    vertices = list("abcdefgh"[: rng.randint(2, 8)])
    rng.shuffle(vertices)
    return ({vertex: rng.sample(vertices, rng.randint(0, min(3, len(vertices)))) for vertex in vertices},)


def answer(graph: dict[str, list[str]]) -> dict[str, tuple[int, int]]:
    # The next vertex entered hangs on the latest entered vertex that still has an unentered neighbour.
    order: list[str] = []
    parent: dict[str, str | None] = {}
    while len(order) < len(graph):
        edges = [(old, new) for old in reversed(order) for new in graph[old] if new not in parent]
        above, vertex = edges[0] if edges else (None, next(vertex for vertex in graph if vertex not in parent))
        parent[vertex] = above
        order.append(vertex)

    def ancestors(vertex: str) -> list[str]:
        above = parent[vertex]
        return [] if above is None else [above, *ancestors(above)]

    stamps = {}
    for rank, vertex in enumerate(order):
        # Before it is entered, `rank` vertices were entered and all of them but its ancestors were left.
        entered = 2 * rank - len(ancestors(vertex)) + 1
        descendants = sum(vertex in ancestors(other) for other in order)
        stamps[vertex] = (entered, entered + 2 * descendants + 1)
    return stamps
