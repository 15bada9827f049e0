"""Running the tracer before the first program comes.

The interpreter adapts code that runs, and the fast tracer compiles what it needs for a kind of line when it first meets
it. What is adapted and compiled in the zygote is so in every child from its first event on.
"""

from __future__ import annotations

from typing import Any, Final

from tracepile.execution.harness import ProgramRun
from tracepile.execution.model import Limits
from tracepile.execution.streams import make_stdout

_TIMES: Final = 3  # until code is adapted

# No classes: what is known of a class stays known.
_PROGRAM: Final = """
from collections import defaultdict, deque
from heapq import heappop, heappush

def gather(numbers, limit):
    result, counts, seen = [], {}, set()
    groups = defaultdict(list)
    queue = deque(numbers)
    heap = []
    total = 0
    while queue:
        number = queue.popleft()
        heappush(heap, (number, -number))
        groups[number % 2].append(number)
        counts[number] = counts.get(number, 0) + 1
        if number in seen:
            continue
        seen.add(number)
        total += number
        result.append(total)
    grid = [[0] * 3 for _ in range(3)]
    for i in range(3):
        for j in range(3):
            grid[i][j] = i + j
            grid[i][j] += 1
    left, right = 0, len(result) - 1
    while left < right:
        result[left], result[right] = result[right], result[left]
        left += 1
        right -= 1
    value, weight = heappop(heap)
    text = ""
    for index, name in enumerate(["a", "b"]):
        text = f"{text}{name}"
        counts[name] = index
    result.sort()
    return count_down(result, limit, total)

def count_down(result, n, last):
    try:
        if n == 0:
            raise ValueError(n)
        result.pop()
        return count_down(result, n - 1, last) + 1
    except ValueError as error:
        last -= len(error.args)
        return n
"""


def warm_up() -> None:
    """Record a small program of our own a few times."""
    request: dict[str, Any] = {
        "code": _PROGRAM,
        "call": "gather([5, 3, 8, 1, 5, 9, 2, 7], 4)",
        "stdin": None,
        "tracer": "fast",
        "limits": Limits().to_dict(),
        "allowed_modules": [],
    }
    for _ in range(_TIMES):
        records: list[bytes] = []
        run = ProgramRun(request, records.append, make_stdout(None)[1])
        run.run()
        run.restore()
        run.report()
