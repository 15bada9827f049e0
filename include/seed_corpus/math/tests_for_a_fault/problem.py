"""How tests change the probability of a fault."""

from itertools import product
from math import gcd

TITLE = "How sure are we after the tests?"
ENTRY_POINT = "update_belief"
STATEMENT = """
Of all machines of a factory `fault_percent` percent have a fault. One machine is picked at random and tested several
times; the results of the tests depend on each other only through the state of the machine. Each test is a tuple
(percentage with which it is positive on a faulty machine, percentage with which it is positive on a sound machine,
True if it was positive this time, else False). All percentages are whole, 0 to 100. Write
`update_belief(fault_percent, tests)` that returns the list of the probabilities that the machine has a fault: before
the tests, after the first test, after the second test and so on (at most 4 tests). Each is a text in lowest terms
such as "3/8", or "0" or "1". If the results up to a test cannot occur together at all, "impossible" is written for
this test and the list ends there.
"""
TAGS = ("probability", "bayes", "fractions")


def boundary():
    return [
        (10, []),
        (0, [(90, 10, True)]),
        (100, [(90, 10, False)]),
        (50, [(100, 0, True), (100, 0, False)]),
        (20, [(50, 50, True), (50, 50, False)]),
        (0, [(100, 0, True), (1, 1, True)]),
    ]


def generate(rng):
    tests = [(rng.randrange(50, 101, 5), rng.randrange(0, 50, 5), rng.random() < 0.5) for _ in range(rng.randint(1, 4))]
    return (rng.randrange(5, 100, 5), tests)


def answer(fault_percent, tests):
    # Count worlds: list every state with every combination of results, with its whole-number weight.
    history = []
    for known in range(len(tests) + 1):
        weights = {True: 0, False: 0}
        for faulty, *results in product((True, False), repeat=known + 1):
            weight = fault_percent if faulty else 100 - fault_percent
            for (hit, alarm, _), result in zip(tests, results, strict=False):
                positive_weight = hit if faulty else alarm
                weight *= positive_weight if result else 100 - positive_weight
            if all(result == test[2] for test, result in zip(tests, results, strict=False)):
                weights[faulty] += weight
        total = weights[True] + weights[False]
        if total == 0:
            return [*history, "impossible"]
        common = gcd(weights[True], total)
        top, bottom = weights[True] // common, total // common
        history.append(str(top) if bottom == 1 else f"{top}/{bottom}")
    return history
