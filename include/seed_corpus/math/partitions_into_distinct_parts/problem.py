"""Partitions into distinct parts by backtracking."""

from itertools import combinations

TITLE = "Sums of different numbers"
ENTRY_POINT = "distinct_partitions"
STATEMENT = """
Write `distinct_partitions(total, largest_part)` that returns all ways to write `total` (0 to 20) as a sum of
different positive whole numbers, none larger than `largest_part` (0 to 20). Each way is a tuple of its numbers in
descending order, and the list is ordered so that a way with a larger first number comes earlier; on equal first
numbers the second numbers decide, and so on. For total 0 there is exactly one way, the empty tuple.
"""
TAGS = ("combinatorics", "partitions", "backtracking", "recursion")


def boundary():
    return [(0, 0), (0, 5), (1, 0), (1, 1), (3, 2), (4, 2), (10, 4), (11, 4), (15, 20)]


def generate(rng):
    return (rng.randint(2, 18), rng.randint(2, 18))


def answer(total, largest_part):
    # No more than five different positive numbers fit below 21.
    numbers = range(min(total, largest_part), 0, -1)
    ways = [way for count in range(6) for way in combinations(numbers, count) if sum(way) == total]
    return sorted(ways, reverse=True)
