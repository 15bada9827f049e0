"""Calls as statements: what a method or a library function does to its object, and what is printed."""

import ast
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from tracepile.execution.values import Instance, Opaque
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.explain import Explained
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import join_words
from tracepile.narrate.show import short, whole_literal

if TYPE_CHECKING:
    from tracepile.narrate.statements import Finish, Telling

_SHOWN: Final = 60
"""A container up to this long is shown whole after a change; of a longer one its size is told."""

# For each mutating method: the sentence before its effect. {owner} is the container, {0} and {1} are arguments.
_EFFECTS: Final[dict[str, tuple[str, ...]]] = {
    "append": ("{0} is appended to {owner}", "{owner} gets {0} at its end", "{0} goes to the end of {owner}"),
    "appendleft": ("{0} is put in front of {owner}",),
    "add": ("{0} is added to {owner}", "{0} joins the set {owner}"),
    "extend": ("{owner} is extended by {0}",),
    "extendleft": ("{owner} is extended on the left by {0}",),
    "insert": ("{1} is inserted into {owner} at index {0}",),
    "remove": ("{0} is removed from {owner}",),
    "discard": ("{0} is taken out of {owner} if it is there", "{0} is discarded from {owner}"),
    "update": ("{owner} is updated with {0}",),
    "sort": ("{owner} is sorted", "{owner} is put into order"),
    "reverse": ("{owner} is reversed",),
    "clear": ("{owner} is emptied",),
    "pop": ("an element is removed from {owner}",),
    "popleft": ("the first element of {owner} is removed",),
    "setdefault": ("{owner} gets the key {0} with {1} unless it is there already",),
    "rotate": ("{owner} is rotated by {0}",),
    "intersection_update": ("{owner} keeps only what is also in {0}",),
    "difference_update": ("what is in {0} is removed from {owner}",),
    "subtract": ("the counts of {0} are subtracted from {owner}",),
    "move_to_end": ("{0} moves to the end of {owner}",),
}
_HEAP: Final[dict[str, str]] = {
    "heappush": "{1} is pushed onto the heap {owner}",
    "heapify": "{owner} is arranged as a heap",
    "heappop": "the smallest element of the heap {owner} is removed",
    "insort": "{1} is inserted into the sorted list {owner}",
    "insort_left": "{1} is inserted into the sorted list {owner}",
    "insort_right": "{1} is inserted into the sorted list {owner}",
    "shuffle": "{owner} is shuffled",
}


def prepare_call(stmt: ast.stmt, node: ast.Call, before: Moment, telling: "Telling") -> "Finish":
    """Look at a call that is a statement of its own; the returned function tells its effect."""
    if isinstance(node.func, ast.Name) and node.func.id == "print":
        return _prepare_print(node, before)
    if _is_recorded(node, before):
        return _prepare_own_call(node, before)
    if isinstance(node.func, ast.Attribute) and node.func.attr in _EFFECTS:
        owner = before.find(node.func.value)
        if isinstance(owner, list | dict | set | deque) or (isinstance(owner, Instance) and owner.items is not None):
            wording = telling.pick("method", stmt, *_EFFECTS[node.func.attr])
            return _prepare_effect(node, node.func.value, node.args, wording, before)
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in _HEAP and node.args:
        return _prepare_effect(node, node.args[0], node.args, _HEAP[name], before)
    return _prepare_other(node, before)


def _is_recorded(node: ast.Call, before: Moment) -> bool:
    before.find(node)
    return before.evaluator.is_recorded(node)


def _prepare_effect(
    node: ast.Call, owner: ast.expr, arguments: list[ast.expr], wording: str, before: Moment
) -> "Finish":
    path = before.path_of(owner) or ast.unparse(owner)
    explained = [before.explain(argument) for argument in arguments]
    words = [_argument(each) for each in explained]
    claims = [claim for each in explained for claim in each.claims]
    removed = _removed(node, before)
    old = before.find(owner)
    old_text = None if old is MISSING else whole_literal(old)
    if wording.startswith("{owner} is sorted") or wording.startswith("{owner} is put"):
        wording = _sort_wording(node, wording)

    def finish(after: Moment | None) -> list[Clause]:
        if after is None:
            return []
        text = wording
        if removed is not None:
            text = f"{code(removed)} is removed from {{owner}}"
        text = text.format(*words, *["…"] * 3, owner=code(path))
        value = after.find(owner)
        if value is MISSING or isinstance(value, Opaque):
            return [clause(text, claims)]
        now = whole_literal(value)
        if now == old_text:
            return [clause(f"{text}, which changes nothing", claims)]
        if len(now) <= _SHOWN:
            empty = f"leaves {code(path)} empty" if not _size(value) else f"makes {code(path)} {code(now)}"
            return [clause(f"{text}, which {empty}", [*claims, after.claim(path, value)])]
        size = _size(value)
        if size is None or path is None:
            return [clause(text, claims)]
        what = "entries" if isinstance(value, dict) else "elements"
        claims_now = [*claims, after.claim_expression(f"len({path})", size)] if before.path_of(owner) else claims
        return [clause(f"{text}, which now has {size} {what}", claims_now)]

    return finish


def _sort_wording(node: ast.Call, wording: str) -> str:
    keywords = {keyword.arg: keyword.value for keyword in node.keywords}
    reverse = keywords.get("reverse")
    if isinstance(reverse, ast.Constant) and reverse.value is True:
        wording += " from largest to smallest"
    if "key" in keywords:
        wording += f" by the key {code(ast.unparse(keywords['key']))}"
    return wording


def _argument(explained: Explained) -> str:
    if explained.value is MISSING:
        return code(explained.source)
    literal = short(explained.literal)
    if explained.filled is None or explained.filled == literal or len(explained.filled) > 50:
        return code(literal)
    if explained.filled.startswith(("(", "[", "{")):
        return code(literal)
    return code(f"{explained.filled} = {literal}")


def _size(value: Any) -> int | None:
    if isinstance(value, Instance):
        value = value.items
    return len(value) if hasattr(value, "__len__") else None


def _removed(node: ast.Call, before: Moment) -> str | None:
    value = removed_value(node, before)
    return None if value is MISSING else short(whole_literal(value))


def removed_value(node: ast.Call, before: Moment) -> Any:
    """Return the value that a removing call (`pop`, `popleft`, `heappop`) gives back, or MISSING."""
    if isinstance(node.func, ast.Attribute) and node.func.attr in ("pop", "popleft", "heappop"):
        if node.func.attr == "heappop":
            return _smallest(node, before)
        owner = before.find(node.func.value)
        arguments = [before.find(argument) for argument in node.args]
        if MISSING in arguments or node.keywords:
            return MISSING
        try:
            if isinstance(owner, list):
                return owner[arguments[0] if arguments else -1]
            if isinstance(owner, deque):
                return owner[0 if node.func.attr == "popleft" else -1]
            if isinstance(owner, dict) and arguments:
                return owner[arguments[0]] if arguments[0] in owner else (arguments[1] if arguments[1:] else MISSING)
        except (IndexError, KeyError, TypeError):
            return MISSING
    elif isinstance(node.func, ast.Name) and node.func.id == "heappop":
        return _smallest(node, before)
    return MISSING


def _smallest(node: ast.Call, before: Moment) -> Any:
    heap = before.find(node.args[0]) if node.args else MISSING
    return heap[0] if isinstance(heap, list) and heap else MISSING


def _prepare_print(node: ast.Call, before: Moment) -> "Finish":
    explained = [before.explain(argument) for argument in node.args]
    claims = [claim for each in explained for claim in each.claims]
    first = max([before.step, *(frame.returned or 0 for frame in before.callees)])

    def finish(after: Moment | None) -> list[Clause]:
        end = None if after is None else after.step
        text = before.scene.printed(first, end)
        how = _computation(explained)
        return [clause(f"it prints {tell_output(text)}{how}", [*claims, *output_claims(before, first, end, text)])]

    return finish


def _computation(explained: list[Explained]) -> str:
    """Return how the one printed value was computed, if it was."""
    if len(explained) != 1 or explained[0].value is MISSING or explained[0].filled is None:
        return ""
    only = explained[0]
    if only.filled == only.literal or isinstance(only.value, str) or len(only.filled or "") > 60:
        return ""
    return f", since {code(f'{only.source} = {only.filled}')}" if only.source != only.filled else ""


def tell_output(text: str) -> str:
    """Return printed text in backticks, line by line; long output is shortened."""
    lines = text.removesuffix("\n").split("\n")
    if not text.strip("\n"):
        return "an empty line" if text else "nothing"
    shown = [line if len(line) <= 60 else f"{line[:56]}…" for line in lines]
    tail = "" if text.endswith("\n") else " (without a line break)"
    if len(lines) == 1:
        return f"{code(shown[0])}{tail}" if lines[0].strip() else "a line of blanks"
    if len(lines) <= 4 and all(line.strip() for line in lines):
        return f"the lines {join_words([code(line) for line in shown])}{tail}"
    return (
        f"{len(lines)} lines, the first of them {code(shown[0])}{tail}" if shown[0].strip() else f"{len(lines)} lines"
    )


def output_claims(before: Moment, first: int, after: int | None, text: str) -> list[Claim]:
    """Claim what was printed between two events."""
    import json

    last = len(before.scene.events) if after is None else after
    body = json.dumps({"steps": [first, last], "printed": text[:2_000], "length": len(text)}, ensure_ascii=False)
    return [Claim("range", before.step, before.frame, "stdout", body, "str")]


def _prepare_own_call(node: ast.Call, before: Moment) -> "Finish":
    frame = before.scene.events[before.step].frame
    callees = [callee for callee in before.callees if callee.parent == frame]
    explained = before.explain(node)

    def finish(after: Moment | None) -> list[Clause]:
        if after is None or not callees:
            return []
        shown = explained.filled or explained.source
        returned = callees[-1].returned
        value = None if returned is None else before.scene.events[returned].value
        if value is None or value == "None":
            return [clause(f"the call {code(shown[:90])} is done", explained.claims, is_quiet=True)]
        claim = Claim("return", returned or 0, callees[-1].id, callees[-1].function, value)
        return [clause(f"the call {code(shown[:90])} returns {code(short(value))}", [*explained.claims, claim])]

    return finish


def _prepare_other(node: ast.Call, before: Moment) -> "Finish":
    explained = before.explain(node)
    shown = explained.filled or explained.source
    heads: Callable[[], list[str]] = lambda: [  # noqa: E731
        change.path
        for change in before.scene.changes([before.step])
        if "." not in change.path and "[" not in change.path
    ]

    def finish(after: Moment | None) -> list[Clause]:
        if after is None:
            return []
        told: list[Clause] = []
        changed = [path for path in heads() if after.find_path(path) is not MISSING][:2]
        described = [each for path in changed if (each := after.described(path)) is not None]
        if described:
            words = join_words([text for text, _ in described])
            told = [clause(f"after {code(shown[:80])}, {words}", [c for _, claims in described for c in claims])]
        elif len(shown) <= 80:
            told = [clause(f"{code(shown)} is called", explained.claims, is_quiet=True)]
        return told

    return finish
