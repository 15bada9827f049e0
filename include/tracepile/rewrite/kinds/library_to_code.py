"""A call of a builtin or library function becomes a call of a function written out in the program."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tracepile.rewrite.program import Program, Site


@dataclass(frozen=True, slots=True)
class _HandWritten:
    """A function written out: a name for it, and its text with `NAME` in the place of the name."""

    stem: str
    n_arguments: int
    text: str


_BUILTINS: Final = {
    "sum": _HandWritten("add_up", 1, """\
def NAME(items):
    total = 0
    for item in items:
        total = total + item
    return total"""),
    "max": _HandWritten("find_largest", 1, """\
def NAME(items):
    rest = iter(items)
    try:
        best = next(rest)
    except StopIteration:
        raise ValueError("there is no largest of no items") from None
    for item in rest:
        if item > best:
            best = item
    return best"""),
    "min": _HandWritten("find_smallest", 1, """\
def NAME(items):
    rest = iter(items)
    try:
        best = next(rest)
    except StopIteration:
        raise ValueError("there is no smallest of no items") from None
    for item in rest:
        if item < best:
            best = item
    return best"""),
    "any": _HandWritten("holds_for_some", 1, """\
def NAME(items):
    for item in items:
        if item:
            return True
    return False"""),
    "all": _HandWritten("holds_for_all", 1, """\
def NAME(items):
    for item in items:
        if not item:
            return False
    return True"""),
    "sorted": _HandWritten("in_order", 1, """\
def NAME(items):
    ordered = []
    for item in items:
        place = len(ordered)
        while place > 0 and item < ordered[place - 1]:
            place -= 1
        ordered.insert(place, item)
    return ordered"""),
    "list": _HandWritten("collect", 1, """\
def NAME(items):
    collected = []
    for item in items:
        collected.append(item)
    return collected"""),
    "set": _HandWritten("collect_distinct", 1, """\
def NAME(items):
    distinct = set()
    for item in items:
        distinct.add(item)
    return distinct"""),
}  # fmt: skip

_LIBRARY: Final = {
    ("heapq", "heappush"): _HandWritten("push_item", 2, """\
def NAME(heap, item):
    heap.append(item)
    place = len(heap) - 1
    while place > 0:
        parent = (place - 1) // 2
        if not item < heap[parent]:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = item"""),
    ("bisect", "bisect_left"): _HandWritten("find_first_place", 2, """\
def NAME(items, item):
    low = 0
    high = len(items)
    while low < high:
        middle = (low + high) // 2
        if items[middle] < item:
            low = middle + 1
        else:
            high = middle
    return low"""),
    ("bisect", "bisect_right"): _HandWritten("find_last_place", 2, """\
def NAME(items, item):
    low = 0
    high = len(items)
    while low < high:
        middle = (low + high) // 2
        if item < items[middle]:
            high = middle
        else:
            low = middle + 1
    return low"""),
    ("bisect", "insort"): _HandWritten("insert_in_order", 2, """\
def NAME(items, item):
    place = len(items)
    while place > 0 and item < items[place - 1]:
        place -= 1
    items.insert(place, item)"""),
    ("math", "gcd"): _HandWritten("common_divisor", 2, """\
def NAME(one, other):
    one, other = abs(one), abs(other)
    while other:
        one, other = other, one % other
    return one"""),
    ("math", "factorial"): _HandWritten("product_up_to", 1, """\
def NAME(number):
    if number < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, number + 1):
        product = product * factor
    return product"""),
}  # fmt: skip


def find(program: Program) -> Iterator[Site]:
    """Yield the calls of functions that can be written out, each kind of function with one definition."""
    origins = _imported(program)
    calls: dict[str, list[ast.Call]] = {}
    chosen: dict[str, _HandWritten] = {}
    for node in program.nodes:
        if not isinstance(node, ast.Call) or node.keywords or any(isinstance(arg, ast.Starred) for arg in node.args):
            continue
        name = ast.unparse(node.func)
        written = _BUILTINS.get(name) if program.is_builtin(name) else None
        if name in origins:
            written = _LIBRARY.get(origins[name])
        if written is not None and len(node.args) == written.n_arguments:
            calls.setdefault(name, []).append(node)
            chosen[name] = written
    for name, nodes in calls.items():
        yield _write_out(program, nodes, chosen[name])


def _write_out(program: Program, calls: Sequence[ast.Call], written: _HandWritten) -> Site:
    name = program.fresh(written.stem)
    lines = [line.replace("    ", program.unit) for line in written.text.replace("NAME", name).splitlines()]
    edits = [program.replace_expr(call.func, name, is_atom=True) for call in calls]
    return (program.insert_at_top(lines), *edits)


def _imported(program: Program) -> dict[str, tuple[str, str]]:
    """Return what calls of library functions look like in the program, with module and function."""
    found: dict[str, tuple[str, str]] = {}
    for node in program.tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {alias.asname or alias.name: (node.module, alias.name) for alias in node.names}
        elif isinstance(node, ast.Import):
            for alias in node.names:
                found |= {
                    f"{alias.asname or alias.name}.{name}": (alias.name, name)
                    for module, name in _LIBRARY
                    if module == alias.name
                }
    stored = {node.id for node in program.nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    stored |= {node.arg for node in program.nodes if isinstance(node, ast.arg)}
    return {text: origin for text, origin in found.items() if text.split(".")[0] not in stored}
