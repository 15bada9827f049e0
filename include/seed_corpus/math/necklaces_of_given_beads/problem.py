"""Necklaces with a given number of beads of each colour, counted with Burnside's lemma."""

from itertools import permutations

TITLE = "Necklaces from given beads"
ENTRY_POINT = "count_necklaces"
STATEMENT = """
There are bead_counts[i] beads of colour i (0 or more each; at least one bead and at most 7 beads in all). All of them
are threaded into a closed necklace that may be turned but not flipped over: two necklaces are the same if one becomes
the other by turning. Write `count_necklaces(bead_counts)` that returns the number of different necklaces.
"""
TAGS = ("combinatorics", "burnside", "gcd")


def boundary():
    return [([1],), ([0, 5],), ([3, 3],), ([2, 2, 2],), ([1, 1, 1, 1],), ([4, 2],), ([6, 0, 1],), ([7],)]


def generate(rng):
    # Draw common multiples often, because they make turns with fixed necklaces.
    factor = rng.choice((1, 1, 2, 3))
    colours = rng.randint(2, 5)
    counts = [0] * colours
    for _ in range(rng.randint(2, 7 // factor)):
        counts[rng.randrange(colours)] += factor
    return (counts,)


def answer(bead_counts):
    beads = [colour for colour, count in enumerate(bead_counts) for _ in range(count)]
    # Every necklace can be turned so that a bead of the rarest colour comes first.
    first = min(set(beads), key=beads.count)
    beads.remove(first)
    seen = set()
    for rest in set(permutations(beads)):
        necklace = (first, *rest)
        seen.add(min(necklace[turn:] + necklace[:turn] for turn in range(len(necklace))))
    return len(seen)
