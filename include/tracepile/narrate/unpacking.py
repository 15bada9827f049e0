"""Assignments to several targets at once in words: swaps, values set side by side, and values taken apart."""

import ast
from collections.abc import Sequence
from typing import Any

from tracepile.narrate.assignments import name_of
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.explain import equation
from tracepile.narrate.fill import source_of
from tracepile.narrate.inputs import reads_input
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import join_words
from tracepile.narrate.removals import find_owners, find_removal
from tracepile.narrate.show import shown, whole_literal
from tracepile.narrate.wording import Finish, Telling, size_of, tell_container


def prepare_unpacking(stmt: ast.Assign, target: ast.Tuple | ast.List, before: Moment, telling: Telling) -> Finish:
    """Look at `a, b = value` before it runs."""
    say = telling.at(stmt)
    targets = _leaves(target)
    paths = [name_of(leaf, before) for leaf in targets]
    parts = _pairs_up(target, targets, stmt.value)
    explained = [before.explain(part) for part in parts]
    whole = before.explain(stmt.value)
    is_swap = len(parts) == 2 and [before.path_of(part) for part in parts] == [paths[1], paths[0]]
    is_at_once = _reads_own_targets(targets, parts)
    removal = find_removal(stmt.value, before)
    popped = find_owners(stmt.value)
    is_input = reads_input(stmt.value)
    call = before.frame_of(stmt.value) if isinstance(stmt.value, ast.Call) else None

    def finish(after: Moment | None) -> list[Clause]:
        values = [] if after is None else [after.find_path(path) for path in paths]
        if after is None or any(value is MISSING for value in values):
            return []
        claims: list[Claim] = [after.claim(path, value) for path, value in zip(paths, values, strict=True)]
        results = [shown(value) for value in values]
        now = join_words([code(f"{path} = {result}") for path, result in zip(paths, results, strict=True)])
        confirmed = [part.confirm(whole_literal(value)) for part, value in zip(explained, values, strict=bool(parts))]
        claims += [claim for part in confirmed for claim in part.claims]
        if is_swap and paths[0] == paths[1]:
            return [clause(say("swap_self").format(first=code(paths[0])), claims[:1])]
        if is_swap:
            first, second = map(code, paths)
            container = _common_container(targets)
            told = clause(say("swap").format(first=first, second=second, now=now), claims)
            return [told, *([] if container is None else tell_container(container, after, say))]
        if is_input:
            return [clause(say("inputs").format(now=now), claims)]
        if parts:
            words = [
                code(f"{path} = {equation(part, result)}")
                for path, part, result in zip(paths, confirmed, results, strict=True)
            ]
            lead = "at the same time, " if is_at_once else ""
            told = clause(lead + say("tuple").format(now=join_words(words)), claims)
            return [told, *(each for owner in popped for each in tell_container(owner, after, say))]
        if removal is not None:
            return [removal.tell_unpacking(now, claims, after, say)]
        if whole.is_known and _gives(whole.value, values, target):
            is_told = call is not None and call in telling.followed
            source = code(whole.shown) if is_told else whole.result(whole.shown, has_source=True)
            return [clause(say("unpack").format(source=source, now=now), [*claims, *whole.claims])]
        return [clause(say("unpack").format(source=code(whole.source), now=now), claims)]

    return finish


def _leaves(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.Tuple | ast.List):
        return [leaf for element in node.elts for leaf in _leaves(element)]
    return [node.value] if isinstance(node, ast.Starred) else [node]


def _pairs_up(target: ast.Tuple | ast.List, targets: list[ast.expr], value: ast.expr) -> list[ast.expr]:
    """Return the values of the targets one by one when the right side is written as such a list."""
    if not isinstance(value, ast.Tuple | ast.List) or len(value.elts) != len(target.elts):
        return []
    is_plain = len(targets) == len(target.elts) and not any(
        isinstance(part, ast.Starred) for part in (*target.elts, *value.elts)
    )
    return list(value.elts) if is_plain else []


def _reads_own_targets(targets: Sequence[ast.expr], parts: Sequence[ast.expr]) -> bool:
    """Tell whether a value reads a target that an earlier position sets: then it matters that all happens at once."""
    for position, part in enumerate(parts):
        read = {each.id for each in ast.walk(part) if isinstance(each, ast.Name)}
        if any(isinstance(target, ast.Name) and target.id in read for target in targets[:position]):
            return True
    return False


def _gives(value: Any, values: list[Any], target: ast.Tuple | ast.List) -> bool:
    """Tell whether unpacking `value` gives `values`."""
    if size_of(value) is None and not isinstance(value, str):
        return False
    if any(isinstance(element, ast.Starred | ast.Tuple | ast.List) for element in target.elts):
        return True
    return [whole_literal(item) for item in value] == [whole_literal(item) for item in values]


def _common_container(targets: Sequence[ast.expr]) -> ast.expr | None:
    containers = [target.value for target in targets if isinstance(target, ast.Subscript)]
    if len(containers) == 2 and source_of(containers[0]) == source_of(containers[1]):
        return containers[0]
    return None
