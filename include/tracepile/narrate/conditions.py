"""Conditions in words: what was asked with which values, and how it came out."""

import ast
from collections import deque
from typing import Any, Final

from tracepile.execution.values import Instance, Opaque
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.fill import source_of
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.show import short, whole_literal
from tracepile.narrate.voice import Voice
from tracepile.narrate.wording import count_of

_CONTAINERS: Final = list | tuple | dict | set | frozenset | deque
_LONG: Final = 100


def branch_claim(test: ast.expr, moment: Moment, outcome: bool) -> Claim:
    """Claim that a condition tested at this step came out as true or false."""
    return Claim("branch", moment.step, moment.frame, ast.unparse(test), str(outcome), "bool")


def truth_of(test: ast.expr, moment: Moment) -> bool | None:
    """Return whether a condition is true on the state, or None when the state does not tell."""
    value = moment.find(test)
    if value is MISSING:
        return None
    try:
        return moment.evaluator.truth(value)
    except Exception:
        return None


def tell_condition(
    test: ast.expr, moment: Moment, outcome: bool, voice: Voice, *, is_first: bool, is_branch: bool = True
) -> Clause:
    """Tell a condition and its outcome, as the run recorded it: `7 > 3` is true.

    `is_branch` is false for the condition of `a if c else b`, where no event shows which way the run went.
    """
    claims = [branch_claim(test, moment, outcome)] if is_branch else []
    told = _tell(test, moment, outcome, voice, is_first) if truth_of(test, moment) is outcome else None
    if told is None:
        verb = "comes out" if isinstance(test, ast.Call) else "is"
        return clause(f"{code(_cut(source_of(test)))} {verb} {_truth(outcome)}", claims)
    return clause(told.text, [*told.claims, *claims])


def ask_condition(test: ast.expr, moment: Moment, outcome: bool, *, is_first: bool) -> Clause | None:
    """Tell a comparison as a question with its answer: is `7 > 3`? Yes. None for what is no plain comparison."""
    if not isinstance(test, ast.Compare) or isinstance(test.ops[0], ast.In | ast.NotIn | ast.Is | ast.IsNot):
        return None
    explained = moment.explain(test)
    if explained.value is not outcome or explained.filled is None or len(explained.filled) > _LONG:
        return None
    has_source = is_first and len(explained.source) <= 60
    asked = f"{code(explained.source)}, that is {code(explained.filled)}" if has_source else code(explained.filled)
    answer = "Yes" if outcome else "No"
    return clause(f"is {asked}? {answer}", [*explained.claims, branch_claim(test, moment, outcome)])


def describe_test(test: ast.expr, moment: Moment) -> str:
    """Return a loop's condition as it is kept up: `queue` is not empty, `low < high` holds."""
    if _is_none_test(test):
        return f"{code(source_of(test.left))} is not `None`"  # type: ignore[attr-defined]
    value = moment.find(test)
    path = moment.path_of(test)
    if path is not None and value is not MISSING:
        if isinstance(value, _CONTAINERS | str):
            return f"{code(path)} is not empty"
        if isinstance(value, Instance) and value.kind == "object":
            return f"{code(path)} is not `None`"
        if isinstance(value, int | float) and not isinstance(value, bool):
            return f"{code(path)} is not zero"
    return f"{code(_cut(source_of(test)))} holds"


def _is_none_test(test: ast.expr) -> bool:
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.ops[0], ast.IsNot)
        and source_of(test.comparators[0]) == "None"
    )


def says_nothing_new(test: ast.expr, moment: Moment) -> bool:
    """Tell whether a loop's condition that holds again needs no words: `node` is not `None`."""
    value = moment.find(test)
    is_flag = value is True and isinstance(test, ast.Name | ast.Attribute)
    return is_flag or _is_none_test(test) or (isinstance(value, Instance) and value.kind == "object")


def _truth(outcome: bool) -> str:
    return "true" if outcome else "false"


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def _tell(test: ast.expr, moment: Moment, outcome: bool, voice: Voice, is_first: bool) -> Clause | None:
    match test:
        case ast.UnaryOp(op=ast.Not()) if not isinstance(test.operand, ast.BoolOp | ast.Compare):
            return _tell(test.operand, moment, not outcome, voice, is_first)
        case ast.BoolOp():
            return _tell_boolean(test, moment, outcome, voice, is_first)
        case ast.Compare(ops=[ast.Is() | ast.IsNot() as sign], comparators=[ast.Constant(value=None)]):
            is_none = outcome is isinstance(sign, ast.Is)
            return clause(
                f"{code(source_of(test.left))} is {'' if is_none else 'not '}`None`", _claims_of(test.left, moment)
            )
        case ast.Compare(ops=[ast.In() | ast.NotIn() as sign]):
            return _tell_membership(test, outcome is isinstance(sign, ast.In), moment, is_first)
        case ast.Name() | ast.Attribute() | ast.Subscript():
            told = _tell_truthiness(test, moment)
            if told is not None:
                return told
    return _tell_plainly(test, moment, outcome, voice, is_first)


def _claims_of(node: ast.expr, moment: Moment) -> list[Claim]:
    path, value = moment.path_of(node), moment.find(node)
    if path is None or value is MISSING or isinstance(value, Opaque):
        return []
    return [moment.claim(path, value)]


def _tell_plainly(test: ast.expr, moment: Moment, outcome: bool, voice: Voice, is_first: bool) -> Clause:
    explained = moment.explain(test)
    source, filled = explained.source, explained.filled
    truth = _truth(outcome)
    if not isinstance(explained.value, bool):
        return clause(f"{explained.result(explained.shown, has_source=is_first)} counts as {truth}", explained.claims)
    if filled is None or filled == explained.literal or len(filled) > _LONG:
        return clause(f"{code(_cut(source))} is {truth}", explained.claims)
    if isinstance(test, ast.Call) and source_of(test.func) == "isinstance" and len(test.args) == 2:
        kind, verb = source_of(test.args[1]), "is" if outcome else "is not"
        if isinstance(test.args[1], ast.Name):
            return clause(f"{code(source_of(test.args[0]))} {verb} of type {code(kind)}", explained.claims)
    if not is_first or len(source) > _LONG:
        return clause(f"{code(filled)} is {truth}", explained.claims)
    options = (
        f"{code(source)} is {code(filled)}, which is {truth}",
        f"{code(source)} means {code(filled)}, which is {truth}",
        f"{code(source)} comes to {code(filled)}, which is {truth}",
        f"{code(source)} reads {code(filled)}, which is {truth}",
        f"{code(source)} stands for {code(filled)}, which is {truth}",
    )
    return clause(voice.pick("condition", test.lineno, options), explained.claims)


def _tell_membership(test: ast.Compare, is_in: bool, moment: Moment, is_first: bool) -> Clause | None:
    left, right = moment.explain(test.left), moment.find(test.comparators[0])
    if left.value is MISSING:
        return None
    container = test.comparators[0]
    claims = list(left.claims)
    shown_left = code(short(left.literal, 40))
    if is_first and left.source != short(left.literal, 40) and len(left.source) < 40:
        shown_left = f"{code(left.source)}, that is {shown_left},"
    where = code(source_of(container))
    if right is not MISSING and not isinstance(right, Opaque):
        literal = whole_literal(right)
        path = moment.path_of(container)
        if path is not None and len(literal) <= 60 and not isinstance(container, ast.Constant):
            claims.append(moment.claim(path, right))
            where = f"{where}, which is empty" if not _has_items(right) else f"{code(f'{path} = {literal}')}"
        elif path is not None:
            where = code(path)
    return clause(f"{shown_left} is {'' if is_in else 'not '}in {where}", claims)


def _has_items(value: Any) -> bool:
    if isinstance(value, Instance):
        return True
    return not hasattr(value, "__len__") or len(value) > 0


def _tell_truthiness(test: ast.expr, moment: Moment) -> Clause | None:
    value = moment.find(test)
    path = moment.path_of(test)
    if value is MISSING or path is None:
        return None
    source = code(path)
    claims = [moment.claim(path, value)]
    if value is None:
        return clause(f"{source} is `None`", claims)
    if isinstance(value, bool):
        return clause(f"{source} is {code(str(value))}", claims)
    if isinstance(value, int | float):
        return clause(
            f"{source} is {moment.show(value)}, {'which counts as true' if value else 'which counts as false'}", claims
        )
    if isinstance(value, str):
        words = f"not empty ({moment.show(value)})" if value else "the empty string"
        return clause(f"{source} is {words}", claims)
    if isinstance(value, _CONTAINERS):
        literal = whole_literal(value)
        if not value:
            return clause(f"{source} is empty", claims)
        if len(literal) <= 60:
            return clause(f"{source} is not empty ({code(literal)})", claims)
        size = moment.claim_expression(f"len({path})", len(value))
        return clause(f"{source} is not empty ({count_of(len(value), 'item')})", [size])
    if isinstance(value, Instance) and value.kind == "object":
        return clause(f"{source} is not `None`", claims)
    return None


def _tell_boolean(test: ast.BoolOp, moment: Moment, outcome: bool, voice: Voice, is_first: bool) -> Clause | None:
    """Tell the one part that settles an `and` or `or`, or all parts when none settles it early."""
    is_and = isinstance(test.op, ast.And)
    truths = [truth_of(part, moment) for part in _looked_at(test, moment)]
    if None in truths:
        return None
    if outcome is is_and:  # every part had to be looked at
        told = [_tell(part, moment, outcome, voice, False) for part in test.values]
        if any(part is None for part in told) or len(told) > 3:
            return None
        parts = [part for part in told if part is not None]
        text = " and ".join(part.text for part in parts)
        return clause(text, [claim for part in parts for claim in part.claims])
    decisive = test.values[len(truths) - 1]
    told_part = _tell(decisive, moment, not is_and, voice, is_first)
    if told_part is None:
        return None
    return told_part


def _looked_at(test: ast.BoolOp, moment: Moment) -> list[ast.expr]:
    is_and = isinstance(test.op, ast.And)
    seen: list[ast.expr] = []
    for part in test.values:
        seen.append(part)
        truth = truth_of(part, moment)
        if truth is None or truth is not is_and:
            break
    return seen
