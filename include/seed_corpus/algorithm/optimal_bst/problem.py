import random

TITLE = "Optimal binary search tree"
ENTRY_POINT = "optimal_bst"
STATEMENT = """\
A binary search tree is to hold the keys 0, 1, …, n-1. Over a day, key i is looked up `key_counts[i]` times; and
`gap_counts[g]`, for g = 0 … n, counts the look-ups of values that lie between key g-1 and key g and so are not in the
tree (below all keys for g = 0, above all for g = n). All counts are integers >= 0; n may be 0.

A look-up of a key costs its depth, the root having depth 1. A failing look-up ends at an empty place, which costs the
depth of that place: one more than the depth of the node above it (1 if the tree has no keys).

Return a tuple of the smallest possible total cost of the day and the keys of the best tree in preorder (root, left
subtree, right subtree), as a list. Among equally cheap trees choose the one with the smallest key at the root, and
apply the same rule to its left and its right subtree.
"""
TAGS = ("dynamic programming", "trees", "binary search tree")


def boundary() -> list[tuple]:
    return [
        ([], [4]),
        ([3], [1, 2]),
        ([0, 0, 0], [0, 0, 0, 0]),
        ([1, 1, 1, 1], [1, 1, 1, 1, 1]),
        ([10**9, 1, 1], [0, 0, 0, 0]),
        ([1, 2, 4, 8], [0, 0, 0, 0, 0]),
    ]


def generate(rng: random.Random) -> tuple:
    size = rng.randint(1, 5)
    return ([rng.randint(0, 15) for _ in range(size)], [rng.randint(0, 6) for _ in range(size + 1)])


def answer(key_counts: list[int], gap_counts: list[int]) -> tuple[int, list[int]]:
    def list_trees(low: int, high: int) -> list[tuple | None]:
        if low == high:
            return [None]
        return [
            (key, left, right)
            for key in range(low, high)
            for left in list_trees(low, key)
            for right in list_trees(key + 1, high)
        ]

    def look_up(tree: tuple | None, wanted: float) -> int:
        depth = 1
        while tree is not None and tree[0] != wanted:
            tree = tree[1] if wanted < tree[0] else tree[2]
            depth += 1
        return depth

    def total_cost(tree: tuple | None) -> int:
        hits = sum(count * look_up(tree, key) for key, count in enumerate(key_counts))
        return hits + sum(count * look_up(tree, gap - 0.5) for gap, count in enumerate(gap_counts))

    def preorder(tree: tuple | None) -> list[int]:
        return [] if tree is None else [tree[0], *preorder(tree[1]), *preorder(tree[2])]

    cost, keys = min((total_cost(tree), preorder(tree)) for tree in list_trees(0, len(key_counts)))
    return cost, keys
