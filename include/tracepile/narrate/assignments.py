"""Assignments in words: what is computed from which operands, and what the target is afterwards."""

import ast
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from tracepile.execution.values import Opaque
from tracepile.narrate.conditions import tell_condition, truth_of
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.explain import Explained, equation
from tracepile.narrate.fill import is_atom, source_of
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import join_words
from tracepile.narrate.removals import Removal, find_removal
from tracepile.narrate.show import shown, whole_literal
from tracepile.narrate.wording import Telling, describe_opaque, kind_of, size_of, tell_container

Finish: TypeAlias = Callable[[Moment | None], list[Clause]]

_NEW: Final = ("becomes", "is set to", "gets the value", "now holds", "takes the value")
_AGAIN: Final = ("becomes", "is now", "changes to", "now holds", "goes to")


def name_of(target: ast.expr, moment: Moment) -> str:
    """Return the path of a target, or its source where it has none."""
    return moment.path_of(target) or source_of(target)


def prepare_assignment(stmt: ast.stmt, target: ast.expr, value: ast.expr, before: Moment, telling: Telling) -> Finish:
    """Look at `target = value` before it runs."""
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
        return _prepare_slice(target, value, before)
    chosen = choose(value, before, telling) if isinstance(value, ast.IfExp) else None
    reason, value = (None, value) if chosen is None else chosen
    path = name_of(target, before)
    is_new = not before.has(path) if isinstance(target, ast.Name) else before.find_path(path) is MISSING
    old = MISSING if is_new else before.find_path(path)
    old_text = None if old is MISSING else whole_literal(old)
    explained = before.explain(value)
    removal = find_removal(value, before)
    is_input = reads_input(value)
    is_variable = isinstance(value, ast.Name) and before.has(value.id)

    def finish(after: Moment | None) -> list[Clause]:
        actual = MISSING if after is None else after.find_path(path)
        if after is None or actual is MISSING:
            return []
        text = whole_literal(actual)
        known = explained.confirm(text)
        claims = [*known.claims, after.claim(path, actual)]
        has_source = telling.is_first
        if removal is not None:
            told = removal.tell(code(path), shown(actual), claims, after)
        elif old_text == text and is_atom(actual):
            if isinstance(value, ast.Constant):
                told = clause(f"{code(path)} stays {code(text)}", claims)
            else:
                told = clause(f"{code(path)} stays {known.result(shown(actual), has_source=has_source)}", claims)
        else:
            verb = telling.pick("new" if is_new else "set", stmt, *(_NEW if is_new else _AGAIN))
            words = _tell(value, verb, known, actual, telling, is_new=is_new, is_variable=is_variable)
            if is_input:
                words = telling.pick("input", stmt, "is read from the input: {}", "takes {} from the input").format(
                    code(shown(actual))
                )
            told = clause(f"{code(path)} {words}", claims)
        if reason is not None:
            told = clause(f"{reason.text}, so {told.text}", [*reason.claims, *told.claims])
        rest = tell_container(target.value, after) if isinstance(target, ast.Subscript) and old_text != text else []
        return [told, *rest]

    return finish


def choose(value: ast.IfExp, before: Moment, telling: Telling) -> tuple[Clause, ast.expr] | None:
    """Return the condition of `a if c else b` in words and the side that is taken; None when it cannot be told."""
    outcome = truth_of(value.test, before)
    if outcome is None:
        return None
    told = tell_condition(value.test, before, outcome, telling.voice, is_first=telling.is_first, is_branch=False)
    return told, value.body if outcome else value.orelse


def reads_input(value: ast.expr) -> bool:
    """Tell whether an expression reads standard input itself."""
    for part in ast.walk(value):
        if isinstance(part, ast.Call):
            text = source_of(part.func)
            if text == "input" or text.startswith("sys.stdin") or text in ("stdin.readline", "stdin.read"):
                return True
    return False


def is_number(value: Any) -> bool:
    """Tell whether a value is a number (no bool)."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _tell(
    value: ast.expr, verb: str, known: Explained, actual: Any, telling: Telling, *, is_new: bool, is_variable: bool
) -> str:
    result = shown(actual)
    if isinstance(value, ast.Constant):
        return f"{'starts at' if is_new and is_number(actual) else 'is set to'} {code(result)}"
    if size_of(actual) == 0 and isinstance(value, ast.List | ast.Dict | ast.Tuple | ast.Set | ast.Call):
        return f"{'starts as' if is_new else 'is reset to'} an empty {kind_of(actual)}"
    if isinstance(actual, Opaque) and actual.literal.startswith("<"):
        is_told = len(known.source) > 60 or actual.type_name == "function"
        source = "" if is_told else f", made by {code(known.source)}"
        return f"becomes {describe_opaque(actual)}{source}"
    if is_variable and telling.is_first:
        return f"takes the value of {code(known.source)}, {code(result)}"
    if is_variable:
        return f"{verb} {code(result)}"
    if isinstance(value, ast.ListComp | ast.SetComp | ast.DictComp):
        if telling.is_first and len(known.source) <= 70:
            return f"is built by the comprehension {code(known.source)}: {code(result)}"
        return f"is built as {code(result)}"
    if isinstance(value, ast.List | ast.Tuple | ast.Dict | ast.Set) and known.filled is None:
        return f"{verb} {code(result)}"
    return f"{verb} {known.result(result, has_source=telling.is_first)}"


def prepare_chain(stmt: ast.Assign, before: Moment, telling: Telling) -> Finish:
    """Look at `a = b = value` before it runs."""
    paths = [name_of(target, before) for target in stmt.targets]
    explained = before.explain(stmt.value)

    def finish(after: Moment | None) -> list[Clause]:
        values = [] if after is None else [after.find_path(path) for path in paths]
        if after is None or any(value is MISSING for value in values):
            return []
        known = explained.confirm(whole_literal(values[0]))
        claims = [*known.claims, *(after.claim(path, value) for path, value in zip(paths, values, strict=True))]
        names = join_words([code(path) for path in paths])
        both = "both" if len(paths) == 2 else "all"
        has_source = telling.is_first and not isinstance(stmt.value, ast.Constant)
        return [clause(f"{names} are {both} set to {known.result(shown(values[0]), has_source=has_source)}", claims)]

    return finish


def prepare_augmented(stmt: ast.AugAssign, before: Moment, telling: Telling) -> Finish:
    """Look at `target op= value` before it runs."""
    path = name_of(stmt.target, before)
    load = ast.parse(ast.unparse(stmt.target), mode="eval").body
    explained = before.explain(ast.copy_location(ast.BinOp(load, stmt.op, stmt.value), stmt.value))
    added = before.explain(stmt.value)
    old = before.find(load)
    old_text = None if old is MISSING else whole_literal(old)

    def finish(after: Moment | None) -> list[Clause]:
        actual = MISSING if after is None else after.find_path(path)
        if after is None or actual is MISSING:
            return []
        known = explained.confirm(whole_literal(actual))
        claims = [*known.claims, after.claim(path, actual)]
        if isinstance(actual, list) and isinstance(stmt.op, ast.Add):
            given = added.shown if added.is_known else added.source
            return [clause(f"{code(path)} is extended by {code(given)} to {code(shown(actual))}", claims)]
        is_same = old_text == whole_literal(actual) and is_atom(actual)
        verb = "stays" if is_same else telling.pick("set", stmt, *_AGAIN)
        result = known.result(shown(actual), has_source=telling.is_first)
        rest = (
            tell_container(stmt.target.value, after) if isinstance(stmt.target, ast.Subscript) and not is_same else []
        )
        return [clause(f"{code(path)} {verb} {result}", claims), *rest]

    return finish


def prepare_unpacking(stmt: ast.Assign, target: ast.Tuple | ast.List, before: Moment, telling: Telling) -> Finish:
    """Look at `a, b = value` before it runs."""
    targets = _leaves(target)
    paths = [name_of(leaf, before) for leaf in targets]
    parts = _pairs_up(target, targets, stmt.value)
    explained = [before.explain(part) for part in parts]
    whole = before.explain(stmt.value)
    is_swap = len(parts) == 2 and [before.path_of(part) for part in parts] == [paths[1], paths[0]]
    is_at_once = _reads_own_targets(targets, parts)
    removal = find_removal(stmt.value, before)
    is_input = reads_input(stmt.value)

    def finish(after: Moment | None) -> list[Clause]:
        values = [] if after is None else [after.find_path(path) for path in paths]
        if after is None or any(value is MISSING for value in values):
            return []
        claims: list[Claim] = [after.claim(path, value) for path, value in zip(paths, values, strict=True)]
        results = [shown(value) for value in values]
        now = join_words([code(f"{path} = {result}") for path, result in zip(paths, results, strict=True)])
        confirmed = [part.confirm(whole_literal(value)) for part, value in zip(explained, values, strict=bool(parts))]
        claims += [claim for part in confirmed for claim in part.claims]
        if is_swap:
            first, second = map(code, paths)
            container = _common_container(targets)
            told = clause(f"{first} and {second} swap their values, which gives {now}", claims)
            return [told, *([] if container is None else tell_container(container, after))]
        if is_input:
            return [
                clause(
                    telling.pick("input", stmt, "the input gives {}", "reading the input gives {}").format(now), claims
                )
            ]
        if parts:
            words = [
                code(f"{path} = {equation(part, result)}")
                for path, part, result in zip(paths, confirmed, results, strict=True)
            ]
            lead = "at the same time, " if is_at_once else ""
            wording = telling.pick("tuple", stmt, "this sets {}", "we get {}", "the assignment sets {}")
            return [clause(lead + wording.format(join_words(words)), claims)]
        if removal is not None:
            return [removal.tell_unpacking(now, claims, after)]
        if whole.is_known and _gives(whole.value, values, target):
            source = whole.result(whole.shown, has_source=True)
            return [clause(f"{source} is unpacked into {now}", [*claims, *whole.claims])]
        return [clause(f"{code(whole.source)} gives {now}", claims)]

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


def _prepare_slice(target: ast.Subscript, value: ast.expr, before: Moment) -> Finish:
    explained = before.explain(value)
    bounds = before.explain(target)

    def finish(after: Moment | None) -> list[Clause]:
        container = MISSING if after is None else after.find(target.value)
        if after is None or container is MISSING or isinstance(container, Opaque):
            return []
        path = name_of(target.value, after)
        given = code(explained.shown if explained.is_known else explained.source)
        place = code(bounds.source) if len(bounds.source) <= 40 else f"a slice of {code(path)}"
        text = f"{place} is replaced by {given}, so {code(path)} is now {after.show(container)}"
        return [clause(text, [*explained.claims, after.claim(path, container)])]

    return finish


__all__ = [
    "Finish",
    "Removal",
    "choose",
    "name_of",
    "prepare_assignment",
    "prepare_augmented",
    "prepare_chain",
    "prepare_unpacking",
    "reads_input",
]
