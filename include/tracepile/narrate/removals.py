"""Calls that take an element out of a container and give it back: `pop`, `popleft`, `heappop`, `next`."""

import ast
from collections import deque
from dataclasses import dataclass
from typing import Any, Final

from tracepile.execution.values import Opaque
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.fill import source_of
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause, find_only_removal
from tracepile.narrate.show import TOO_LONG, whole_literal
from tracepile.narrate.wording import CONTAINER_LIMIT, Say, count_of, size_of

_TAKING: Final = ("pop", "popleft")
_HEAPS: Final = ("heappop", "heapq.heappop", "hq.heappop")


@dataclass(frozen=True, slots=True)
class Removal:
    """What is taken (`the first element of`), and the container it is taken from."""

    what: str
    owner: ast.expr
    name: str

    def tell(self, target: str, result: str, claims: list[Claim], after: Moment, say: Say) -> Clause:
        """Tell `x = xs.pop()`."""
        left, more = self.left(after, say)
        words = say("take").format(target=target, what=self.what, owner=code(self.name), value=code(result), left=left)
        return clause(words, [*claims, *more])

    def tell_unpacking(self, now: str, claims: list[Claim], after: Moment, say: Say) -> Clause:
        """Tell `a, b = xs.pop()`."""
        left, more = self.left(after, say)
        words = say("take_parts").format(what=self.what, owner=code(self.name), now=now, left=left)
        return clause(words, [*claims, *more])

    def tell_alone(self, result: str | None, claims: list[Claim], after: Moment, say: Say) -> Clause:
        """Tell `xs.pop()` as a statement; the claims are those about the result."""
        left, more = self.left(after, say)
        value = "" if result is None else f", {code(result)},"
        words = say("drop").format(what=self.what, owner=code(self.name), value=value, left=left)
        return clause(words, [*claims, *more])

    def left(self, after: Moment, say: Say) -> tuple[str, list[Claim]]:
        """Return what is left in the container, as the end of a sentence: `, which leaves [1, 2]`."""
        value, path = after.find(self.owner), after.path_of(self.owner)
        size = None if value is MISSING else size_of(value)
        if size is None or path is None:
            return "", []
        text = whole_literal(value)
        if size == 0:
            return say("left_empty").format(owner=code(path)), [after.claim(path, value)]
        if len(text) <= CONTAINER_LIMIT and text != TOO_LONG:
            return say("left").format(pair=code(f"{path} = {text}")), [after.claim(path, value)]
        return f", which leaves {count_of(size, 'item')}", [after.claim_expression(f"len({path})", size)]


def find_owners(node: ast.expr) -> list[ast.expr]:
    """Return the containers, each once, that calls inside an expression take elements out of."""
    owners = {
        source_of(part.func.value): part.func.value
        for part in ast.walk(node)
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in _TAKING
    }
    return list(owners.values())


def find_inner_removal(node: ast.expr, before: Moment) -> Removal | None:
    """Return what the one removing call inside a larger expression takes out; None where there is no such call."""
    call = find_only_removal(node)
    return None if call is None or call is node else find_removal(call, before)


def find_removal(node: ast.expr, before: Moment) -> Removal | None:
    """Return what a call takes out of which container; None for any other expression."""
    if not isinstance(node, ast.Call):
        return None
    function = source_of(node.func)
    if function in _HEAPS and len(node.args) == 1:
        return Removal("the smallest element of the heap", node.args[0], source_of(node.args[0]))
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in _TAKING or node.keywords:
        return None
    owner = before.find(node.func.value)
    name = source_of(node.func.value)
    if not isinstance(owner, list | deque | dict):
        return None
    if node.func.attr == "popleft":
        return Removal("the first element of", node.func.value, name)
    if not node.args:
        return Removal("the last element of", node.func.value, name)
    key = before.find(node.args[0])
    if key is MISSING or isinstance(key, Opaque):
        return None
    if isinstance(owner, dict):
        is_there = key in owner
        return Removal(f"the value of key {before.show(key)} from", node.func.value, name) if is_there else None
    words = {0: "the first element of", -1: "the last element of"}
    return Removal(words.get(key, f"the element at index {code(str(key))} of"), node.func.value, name)


def removed_claims(node: ast.expr, before: Moment) -> list[Claim]:
    """Claim the element that a removing call will take out, by its place in the container."""
    removal, value = find_removal(node, before), removed_value(node, before)
    if removal is None or value is MISSING or not isinstance(node, ast.Call):
        return []
    path = before.path_of(removal.owner) or source_of(removal.owner)
    if removal.what.startswith(("the first", "the smallest")):
        key = "0"
    elif node.args:
        key = repr(before.find(node.args[0]))
    else:
        key = "-1"
    return [before.claim(f"{path}[{key}]", value)]


def removed_value(node: ast.expr, before: Moment) -> Any:
    """Return the value that a removing call gives back, or MISSING."""
    removal = find_removal(node, before)
    if removal is None or not isinstance(node, ast.Call):
        return MISSING
    owner = before.find(removal.owner)
    if isinstance(owner, dict):
        return owner.get(before.find(node.args[0]), MISSING)
    if not isinstance(owner, list | deque) or not owner:
        return MISSING
    if removal.what.startswith(("the first", "the smallest")):
        return owner[0]
    if not node.args:
        return owner[-1]
    key = before.find(node.args[0])
    return owner[key] if isinstance(key, int) and -len(owner) <= key < len(owner) else MISSING
