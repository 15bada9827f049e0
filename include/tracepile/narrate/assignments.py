"""Assignments in words: what is computed from which operands, and what the target is afterwards."""

import ast
from typing import Any, Final

from tracepile.execution.values import Opaque
from tracepile.narrate.comprehensions import COMPREHENSIONS, prepare_comprehension
from tracepile.narrate.conditions import tell_condition, truth_of
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.explain import Explained
from tracepile.narrate.fill import is_atom, source_of
from tracepile.narrate.inputs import reads_input, tell_reading
from tracepile.narrate.model import code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import join_words
from tracepile.narrate.removals import find_inner_removal, find_removal
from tracepile.narrate.show import is_readable, shown, whole_literal
from tracepile.narrate.wording import Finish, Say, Telling, describe_opaque, kind_of, size_of, tell_container

_MAX_KEYS: Final = 6


def name_of(target: ast.expr, moment: Moment) -> str:
    """Return the path of a target, or its source where it has none."""
    return moment.path_of(target) or source_of(target)


def prepare_assignment(stmt: ast.stmt, target: ast.expr, value: ast.expr, before: Moment, telling: Telling) -> Finish:
    """Look at `target = value` before it runs."""
    say = telling.at(stmt)
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
        return _prepare_slice(target, value, before, say)
    chosen = choose(value, before, telling) if isinstance(value, ast.IfExp) else None
    reason, value = (None, value) if chosen is None else chosen
    path = name_of(target, before)
    is_new = not before.has(path) if isinstance(target, ast.Name) else before.find_path(path) is MISSING
    old = MISSING if is_new else before.find_path(path)
    old_text = None if old is MISSING else whole_literal(old)
    explained = before.explain(value)
    removal = find_removal(value, before)
    inner = None if removal is not None else find_inner_removal(value, before)
    is_input = reads_input(value) and not before.calls()
    comprehension = prepare_comprehension(value, before) if isinstance(value, COMPREHENSIONS) else None
    call = before.frame_of(value) if isinstance(value, ast.Call) else None
    is_variable = isinstance(value, ast.Name) and before.has(value.id)

    def finish(after: Moment | None) -> list[Clause]:
        actual = MISSING if after is None else after.find_path(path)
        if after is None or actual is MISSING:
            return []
        text, literal = whole_literal(actual), shown(actual)
        known = explained.confirm(text)
        claims = [*known.claims, after.claim(path, actual)]
        if isinstance(actual, dict) and not is_readable(literal):
            claims.append(after.claim_expression(f"list({path})", list(actual)))
        if removal is not None:
            told = removal.tell(code(path), literal, claims, after, say)
        elif is_input:
            told = clause(tell_reading(value, path, literal, say), claims)
        elif comprehension is not None and known.is_known:
            told = comprehension.tell(path, literal, claims, say, has_source=telling.is_first)
        elif call is not None and call in telling.followed and not literal.startswith("<"):
            pair = code(f"{path} = {literal}")
            told = clause(say("result").format(target=code(path), value=code(literal), pair=pair), claims)
        elif old_text == text and is_atom(actual):
            words = (
                code(text) if isinstance(value, ast.Constant) else known.result(literal, has_source=telling.is_first)
            )
            told = clause(f"{code(path)} {say('stay')} {words}", claims)
        else:
            verb = say("new" if is_new else "set")
            words = _tell(value, verb, known, actual, telling, say, is_new=is_new, is_variable=is_variable)
            left = ("", []) if inner is None else inner.left(after, say)
            told = clause(f"{code(path)} {words}{left[0]}", [*claims, *left[1]])
        if reason is not None:
            told = clause(f"{reason.text}, so {told.text}", [*reason.claims, *told.claims], has_reason=True)
        is_changed = isinstance(target, ast.Subscript) and old_text != text
        return [told, *(tell_container(target.value, after, say) if is_changed else [])]  # type: ignore[attr-defined]

    return finish


def choose(value: ast.IfExp, before: Moment, telling: Telling) -> tuple[Clause, ast.expr] | None:
    """Return the condition of `a if c else b` in words and the side that is taken; None when it cannot be told."""
    outcome = truth_of(value.test, before)
    if outcome is None:
        return None
    told = tell_condition(
        value.test, before, outcome, telling.voice, is_first=telling.is_first, is_branch=False, seen=telling.seen
    )
    side = value.body if outcome else value.orelse
    further = choose(side, before, telling) if isinstance(side, ast.IfExp) else None
    if further is None:
        return told, side
    reason, side = further
    return clause(f"{told.text}, and {reason.text}", [*told.claims, *reason.claims]), side


def _makes_container(node: ast.expr) -> bool:
    """Tell whether an expression makes a container by itself: `[]`, `set()`, `defaultdict(list)`."""
    if isinstance(node, ast.Call):
        return not node.args or source_of(node.func).endswith("defaultdict")
    return isinstance(node, ast.List | ast.Dict | ast.Tuple | ast.Set)


def is_number(value: Any) -> bool:
    """Tell whether a value is a number (no bool)."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _tell(
    value: ast.expr,
    verb: str,
    known: Explained,
    actual: Any,
    telling: Telling,
    say: Say,
    *,
    is_new: bool,
    is_variable: bool,
) -> str:
    result = shown(actual)
    if isinstance(value, ast.Constant):
        return f"{say('start' if is_new and is_number(actual) else 'constant')} {code(result)}"
    if size_of(actual) == 0 and _makes_container(value):
        return say("empty_new" if is_new else "empty_again").format(kind=kind_of(actual))
    if isinstance(actual, Opaque) and actual.literal.startswith("<"):
        is_told = len(known.source) > 60 or actual.type_name == "function"
        source = "" if is_told else f", made by {code(known.source)}"
        return f"becomes {describe_opaque(actual)}{source}"
    if isinstance(value, ast.Dict) and isinstance(actual, dict) and actual and not is_readable(result):
        keys = [key for key in actual if isinstance(key, str | int)]
        return say("keys").format(keys=join_words([code(repr(key)) for key in keys[:_MAX_KEYS]]))
    if is_variable and not known.is_known:  # an object that the assignment itself changes
        return f"{verb} {code(known.source)}"
    if is_variable:
        return say("copy").format(source=code(known.source), value=code(result))
    if isinstance(value, ast.List | ast.Tuple | ast.Dict | ast.Set) and known.filled is None:
        return f"{verb} {code(result)}"
    return f"{verb} {known.result(result, has_source=telling.is_first)}"


def prepare_chain(stmt: ast.Assign, before: Moment, telling: Telling) -> Finish:
    """Look at `a = b = value` before it runs."""
    say = telling.at(stmt)
    paths = [name_of(target, before) for target in stmt.targets]
    explained = before.explain(stmt.value)
    is_new = not any(before.has(path) for path in paths)

    def finish(after: Moment | None) -> list[Clause]:
        values = [] if after is None else [after.find_path(path) for path in paths]
        if after is None or any(value is MISSING for value in values):
            return []
        known = explained.confirm(whole_literal(values[0]))
        claims = [*known.claims, *(after.claim(path, value) for path, value in zip(paths, values, strict=True))]
        names = join_words([code(path) for path in paths])
        both = "both" if len(paths) == 2 else "all"
        is_constant = isinstance(stmt.value, ast.Constant)
        words = known.result(shown(values[0]), has_source=telling.is_first and not is_constant)
        name = "chain_start" if is_new and is_constant and is_number(values[0]) else "chain"
        return [clause(say(name).format(names=names, both=both, value=words), claims)]

    return finish


def prepare_augmented(stmt: ast.AugAssign, before: Moment, telling: Telling) -> Finish:
    """Look at `target op= value` before it runs."""
    say = telling.at(stmt)
    path = name_of(stmt.target, before)
    load = ast.parse(ast.unparse(stmt.target), mode="eval").body
    explained = before.explain(ast.copy_location(ast.BinOp(load, stmt.op, stmt.value), stmt.value))
    inner = find_inner_removal(stmt.value, before)
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
            given = code(added.shown if added.is_known else added.source)
            words = say("extend").format(name=code(path), given=given, value=code(shown(actual)))
            return [clause(words, claims)]
        is_same = old_text == whole_literal(actual) and is_atom(actual)
        verb = say("stay" if is_same else "set")
        result = known.result(shown(actual), has_source=telling.is_first)
        left = ("", []) if inner is None else inner.left(after, say)
        is_element = isinstance(stmt.target, ast.Subscript) and not is_same
        rest = tell_container(stmt.target.value, after, say) if is_element else []  # type: ignore[union-attr]
        return [clause(f"{code(path)} {verb} {result}{left[0]}", [*claims, *left[1]]), *rest]

    return finish


def _prepare_slice(target: ast.Subscript, value: ast.expr, before: Moment, say: Say) -> Finish:
    explained = before.explain(value)
    bounds = before.explain(target)

    def finish(after: Moment | None) -> list[Clause]:
        container = MISSING if after is None else after.find(target.value)
        if after is None or container is MISSING or isinstance(container, Opaque):
            return []
        path = name_of(target.value, after)
        given = code(explained.shown if explained.is_known else explained.source)
        place = code(bounds.source) if len(bounds.source) <= 40 else f"a slice of {code(path)}"
        text = say("slice").format(place=place, given=given, pair=code(f"{path} = {shown(container)}"))
        return [clause(text, [*explained.claims, after.claim(path, container)])]

    return finish
