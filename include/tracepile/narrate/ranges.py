"""Many passes of a loop in one checked sentence: how often, what moved, from where to where."""

import ast
import json
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from tracepile.execution.canonical import type_name
from tracepile.execution.values import Instance, Opaque
from tracepile.narrate.carried import is_kept, mutated, names_read, read_after, targets_of
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.literals import number_of
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.scene import Scene
from tracepile.narrate.show import claim_literal, short, whole_literal
from tracepile.narrate.source import LOOPS
from tracepile.narrate.tree import Node, Part
from tracepile.narrate.wording import Say, count_of, size_of

_MAX_VARIABLES: Final = 3
_STILL: Final = 400
"""Literals longer than this are not claimed to be unchanged."""
_CHANGEABLE: Final = list | dict | set | deque | Instance


@dataclass(frozen=True, slots=True)
class Span:
    """Passes of one loop in a row: `first` is the step of the head that began them, `last` the head after them."""

    first: int
    last: int
    passes: Sequence[Part]


def span_of(node: Node, first: int, last: int) -> Span | None:
    """Return the span of the passes `first` to `last` (indices, both included); None when its end is not recorded."""
    passes = node.passes
    end = passes[last + 1].head if last + 1 < len(passes) else _end_of(node)
    return None if end is None else Span(passes[first].head, end, passes[first : last + 1])


def _end_of(node: Node) -> int | None:
    if node.is_exhausted:
        return node.heads[-1]
    return node.after


def range_claim(step: int, frame: int, path: str, body: dict[str, Any], type_: str | None) -> Claim:
    """Build a range claim."""
    return Claim("range", step, frame, path, json.dumps(body, ensure_ascii=False), type_)


def tell_moves(scene: Scene, frame: int, node: Node, span: Span) -> list[Clause]:
    """Tell how the variables that live beyond one pass moved over a span. The state is read at its two ends."""
    values = _collect(scene, frame, span)
    before = Moment(scene, span.first, frame)
    targets = set(targets_of(node.stmt))
    for name in names_read(node):
        if isinstance(before.find_path(name), _CHANGEABLE):
            values.setdefault(name, [])
    started = {path: before.find_path(path) for path in values if path not in targets}
    starts = {path: value for path, value in started.items() if value is not MISSING and not isinstance(value, Opaque)}
    texts = {path: (whole_literal(value), size_of(value)) for path, value in starts.items()}
    after = Moment(scene, span.last, frame)
    told: list[Clause] = []
    later = read_after(scene, frame, node)
    kept = [path for path in starts if is_kept(node, path) or path in later]
    for path in sorted(kept, key=lambda path: path not in later):
        end = after.find_path(path)
        if end is MISSING or isinstance(end, Opaque):
            continue
        first_text, first_size = texts[path]
        each = _tell_move(path, first_text, first_size, values[path], end, before, after, span)
        if each is not None:
            told.append(each)
        if len(told) == _MAX_VARIABLES:
            break
    return told


def tell_stillness(scene: Scene, frame: int, node: Node, span: Span, say: Say) -> list[Clause]:
    """Tell that the containers which a loop works on are the same after a span as before it."""
    before = Moment(scene, span.first, frame)
    texts: dict[str, tuple[str, str]] = {}
    touched = _collect(scene, frame, span)
    for name in names_read(node):
        value = before.find_path(name)
        if isinstance(value, list | dict | set | deque) and name not in targets_of(node.stmt):
            texts[name] = (whole_literal(value), type_name(value))
    after = Moment(scene, span.last, frame)
    mutable = mutated(node) - touched.keys()
    still = [
        name
        for name, (text, _) in texts.items()
        if name in mutable and len(text) <= _STILL and (end := after.find_path(name)) is not MISSING
        if whole_literal(end) == text
    ][:2]
    if not still:
        return []
    claims = [
        range_claim(
            before.step,
            frame,
            name,
            {"steps": [span.first, span.last], "first": texts[name][0], "last": texts[name][0], "n_changes": 0},
            texts[name][1],
        )
        for name in still
    ]
    names = " and ".join(code(name) for name in still)
    return [clause(say("unchanged").format(names=names), claims)]


def _collect(scene: Scene, frame: int, span: Span) -> dict[str, list[str]]:
    """Return the literals that each changed variable of the frame took within a span, in order."""
    found: dict[str, list[str]] = {}
    for step in scene.own_between(frame, span.first, span.last - 1):
        for change in scene.events[step].changes:
            root = change.path.partition("[")[0]
            if root != change.path:
                found.setdefault(root, []).append("")
            elif change.value is not None:
                found.setdefault(root, []).append(change.value)
    return found


def _tell_move(
    path: str, first: str, size: int | None, values: list[str], end: Any, before: Moment, after: Moment, span: Span
) -> Clause | None:
    name = code(path)
    last = whole_literal(end)
    if isinstance(end, Instance):
        is_shown = first != last and len(last) <= 60
        return clause(f"{name} ends up as {code(last)}", [after.claim(path, end)]) if is_shown else None
    if size is not None:
        return _tell_container(path, first, size, last, end, before, after)
    numbers = [number_of(text) for text in (first, *values)]
    known = [number for number in numbers if number is not None]
    body: dict[str, Any] = {
        "steps": [span.first, span.last],
        "first": claim_literal(first),
        "last": claim_literal(last),
    }
    if path.isidentifier() and len(known) == len(numbers) and numbers:
        return _tell_numbers(name, path, known, (first, last), body, before, type(end).__name__)
    claim = range_claim(before.step, before.frame, path, body, type(end).__name__)
    if first == last:
        return None
    return clause(f"{name} goes from {code(short(first))} to {code(short(last))}", [claim])


def _tell_numbers(
    name: str,
    path: str,
    numbers: list[int | float],
    ends: tuple[str, str],
    body: dict[str, Any],
    before: Moment,
    kind: str,
) -> Clause | None:
    first, last = (short(text) for text in ends)
    steps = list(pairwise(numbers))
    if all(a == b for a, b in steps):
        return None
    if all(a <= b for a, b in steps):
        body["trend"] = "grows"
        text = f"{name} only grows, from {code(first)} to {code(last)}"
    elif all(a >= b for a, b in steps):
        body["trend"] = "falls"
        text = f"{name} only falls, from {code(first)} to {code(last)}"
    else:
        body |= {"min": repr(min(numbers)), "max": repr(max(numbers))}
        text = f"{name} moves between {code(body['min'])} and {code(body['max'])} and stands at {code(last)} afterwards"
        if len(body["min"]) + len(body["max"]) > 60:
            text = f"{name} goes from {code(first)} to {code(last)}"
    return clause(text, [range_claim(before.step, before.frame, path, body, kind)])


def _tell_container(
    path: str, first: str, size: int, last: str, end: Any, before: Moment, after: Moment
) -> Clause | None:
    name = code(path)
    if first == last:
        return None
    if len(last) <= 60:
        return clause(f"{name} ends up as {code(last)}", [after.claim(path, end)])
    new_size = size_of(end)
    if new_size is None or new_size == size:
        return clause(f"elements of {name} change")
    claims = [before.claim_expression(f"len({path})", size), after.claim_expression(f"len({path})", new_size)]
    verb = "grows" if new_size > size else "shrinks"
    return clause(f"{name} {verb} from {size} to {count_of(new_size, 'item')}", claims)


def shape_of(nodes: Sequence[Node]) -> tuple[Any, ...]:
    """Return which statements ran, in order and nesting; loops count as one whatever their number of passes."""
    return tuple(
        (
            node.stmt.lineno,
            *((part.name, shape_of(part.nodes)) for part in node.parts if part.name != "body" or not _is_loop(node)),
        )
        for node in nodes
    )


def _is_loop(node: Node) -> bool:
    return isinstance(node.stmt, LOOPS)


def tell_branches(frame: int, span: Span) -> list[Clause]:
    """Tell how often the first `if` of the body held in a span."""
    counts: dict[ast.stmt, list[bool]] = {}
    for one_pass in span.passes:
        for node in one_pass.nodes:
            if isinstance(node.stmt, ast.If) and node.heads and node.stmt.body[0].lineno > node.stmt.lineno:
                is_taken = bool(node.parts) and node.parts[0].name == "body"
                counts.setdefault(node.stmt, []).append(is_taken)
    for stmt, held in counts.items():
        assert isinstance(stmt, ast.If)
        source = ast.unparse(stmt.test)
        if len(source) > 60 or len(held) < len(span.passes):
            continue
        body = {"steps": [span.first, span.last], "line": stmt.lineno, "n_true": sum(held), "n": len(held)}
        claim = range_claim(span.first, frame, source, body, "bool")
        number = sum(held)
        if number == 0:
            text = f"{code(source)} does not hold in any of them"
        elif number == len(held):
            text = f"{code(source)} holds in all of them"
        else:
            text = f"{code(source)} holds in {number} of them"
        return [clause(text, [claim])]
    return []


def head_of(stmt: ast.stmt) -> str:
    """Return the head of a loop as source, without the colon."""
    return ast.unparse(stmt).partition("\n")[0].removesuffix(":")


def trend_of(numbers: Sequence[int | float]) -> str:
    """Return how numbers go on: `constant`, `grows`, `falls` or `varies`."""
    steps = list(pairwise(numbers))
    if all(a == b for a, b in steps):
        return "constant"
    if all(a <= b for a, b in steps):
        return "grows"
    return "falls" if all(a >= b for a, b in steps) else "varies"


def join_clauses(clauses: Sequence[Clause]) -> Clause:
    """Join clauses into one sentence."""
    texts = [each.text for each in clauses]
    text = ", and ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else texts[0]
    return clause(text, [claim for each in clauses for claim in each.claims])
