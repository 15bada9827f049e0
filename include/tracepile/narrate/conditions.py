"""Conditions in words: what was asked with which values, and how it came out."""

import ast
from collections import deque
from typing import Any, Final

from tracepile.execution.values import Instance, Opaque
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.fill import is_atom, source_of
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import join_words
from tracepile.narrate.show import is_readable, short, whole_literal
from tracepile.narrate.voice import Voice
from tracepile.narrate.wording import Say, count_of

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
    test: ast.expr,
    moment: Moment,
    outcome: bool,
    voice: Voice,
    *,
    is_first: bool,
    is_branch: bool = True,
    seen: set[ast.AST] | None = None,
) -> Clause:
    """Tell a condition and its outcome, as the run recorded it: `7 > 3` is true.

    `is_branch` is false for the condition of `a if c else b`, where no event shows which way the run went. `seen` holds
    the parts of conditions that were told with their source before; what is told now joins them.
    """
    claims = [branch_claim(test, moment, outcome)] if is_branch else []
    teller = _ConditionTeller(moment, voice.at(test.lineno), seen)
    told = teller.tell(test, outcome, is_first=is_first) if truth_of(test, moment) is outcome else None
    if told is None:
        return clause(f"{code(_cut(source_of(test)))} {teller.comes_out(outcome)}", claims)
    return clause(told.text, [*told.claims, *claims])


def ask_condition(test: ast.expr, moment: Moment, outcome: bool, voice: Voice, *, is_first: bool) -> Clause | None:
    """Tell a comparison as a question with its answer: is `7 > 3`? Yes. None for what is no plain comparison."""
    if not isinstance(test, ast.Compare) or isinstance(test.ops[0], ast.In | ast.NotIn | ast.Is | ast.IsNot):
        return None
    explained = moment.explain(test)
    if explained.value is not outcome or explained.filled is None or len(explained.filled) > _LONG:
        return None
    has_source = is_first and len(explained.source) <= 60
    asked = f"{code(explained.source)}, that is {code(explained.filled)}" if has_source else code(explained.filled)
    phrase = voice.at(test.lineno)("asked")
    text = phrase.format(asked=asked, comma="," if has_source else "", answer="Yes" if outcome else "No")
    return clause(text, [*explained.claims, branch_claim(test, moment, outcome)])


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


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


class _ConditionTeller:
    """Tells conditions at one moment, with the phrasings of one place."""

    def __init__(self, moment: Moment, say: Say, seen: set[ast.AST] | None) -> None:
        self.moment = moment
        self.say = say
        self.seen = seen

    def comes_out(self, outcome: bool) -> str:
        """Return `is true`, `does not hold` …"""
        return self.say("true" if outcome else "false")

    def tell(self, test: ast.expr, outcome: bool, *, is_first: bool) -> Clause | None:
        """Tell a condition; None where it cannot be told from the state."""
        match test:
            case ast.UnaryOp(op=ast.Not()) if not isinstance(test.operand, ast.BoolOp | ast.Compare):
                return self.tell(test.operand, not outcome, is_first=is_first)
            case ast.BoolOp():
                return self._tell_boolean(test, outcome, is_first)
            case ast.Compare(ops=[ast.Is() | ast.IsNot() as sign], comparators=[ast.Constant(value=None)]):
                words = self._tell_none(test.left, outcome is isinstance(sign, ast.Is))
                return clause(f"{code(source_of(test.left))} {words}", self._claims_of(test.left))
            case ast.Compare(ops=[ast.In() | ast.NotIn() as sign]):
                return self._tell_membership(test, outcome is isinstance(sign, ast.In), is_first)
            case ast.Name() | ast.Attribute() | ast.Subscript():
                told = self._tell_truthiness(test)
                if told is not None:
                    return told
        return self._tell_plainly(test, outcome, is_first)

    def _tell_none(self, node: ast.expr, is_none: bool) -> str:
        """Return `is None`; of a plain value what it is instead."""
        if is_none:
            return self.say("none")
        value = self.moment.find(node)
        if self.moment.path_of(node) is None or not is_atom(value) or len(whole_literal(value)) > 40:
            return self.say("not_none")
        return self.say("not_none_value").format(value=self.moment.show(value))

    def _claims_of(self, node: ast.expr) -> list[Claim]:
        path, value = self.moment.path_of(node), self.moment.find(node)
        if path is None or value is MISSING or isinstance(value, Opaque):
            return []
        return [self.moment.claim(path, value)]

    def _tell_plainly(self, test: ast.expr, outcome: bool, is_first: bool) -> Clause:
        explained = self.moment.explain(test)
        source, filled = explained.source, explained.filled
        truth = "true" if outcome else "false"
        if not isinstance(explained.value, bool):
            result = explained.result(explained.shown, has_source=is_first)
            return clause(f"{result} counts as {truth}", explained.claims)
        if filled is None or filled == explained.literal or len(filled) > _LONG:
            return clause(f"{code(_cut(source))} {self.comes_out(outcome)}", explained.claims)
        if isinstance(test, ast.Call) and source_of(test.func) == "isinstance" and len(test.args) == 2:
            words = self._tell_kind(test, outcome)
            if words is not None:
                return clause(words, explained.claims)
        if not is_first or len(source) > _LONG:
            return clause(f"{code(filled)} {self.comes_out(outcome)}", explained.claims)
        text = self.say("condition").format(source=code(source), filled=code(filled), truth=truth)
        return clause(text, explained.claims)

    def _tell_kind(self, test: ast.Call, outcome: bool) -> str | None:
        """Tell `isinstance(x, list)`."""
        if not isinstance(test.args[1], ast.Name):
            return None
        phrase = self.say("kind" if outcome else "not_kind")
        return phrase.format(name=code(source_of(test.args[0])), kind=code(source_of(test.args[1])))

    def _tell_membership(self, test: ast.Compare, is_in: bool, is_first: bool) -> Clause | None:
        moment = self.moment
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
            is_shown = len(literal) <= 60 and is_readable(literal)
            if path is not None and is_shown and not isinstance(container, ast.Constant):
                claims.append(moment.claim(path, right))
                where = f"{where}, which is empty" if not _has_items(right) else f"{code(f'{path} = {literal}')}"
            elif path is not None:
                where = code(path)
        return clause(f"{shown_left} {self.say('in' if is_in else 'not_in')} {where}", claims)

    def _tell_truthiness(self, test: ast.expr) -> Clause | None:
        moment = self.moment
        value = moment.find(test)
        path = moment.path_of(test)
        if value is MISSING or path is None:
            return None
        source = code(path)
        claims = [moment.claim(path, value)]
        if value is None:
            return clause(f"{source} {self.say('none')}", claims)
        if isinstance(value, bool):
            return clause(f"{source} {self.say('flag').format(value=code(str(value)))}", claims)
        if isinstance(value, int | float):
            words = self.say("number").format(value=moment.show(value), truth="true" if value else "false")
            return clause(f"{source} {words}", claims)
        if isinstance(value, str):
            words = self.say("filled").format(value=moment.show(value)) if value else "is the empty string"
            return clause(f"{source} {words}", claims)
        if isinstance(value, _CONTAINERS):
            if not value:
                return clause(f"{source} {self.say('empty')}", claims)
            literal = whole_literal(value)
            if len(literal) <= 60:
                return clause(f"{source} {self.say('filled').format(value=code(literal))}", claims)
            size = moment.claim_expression(f"len({path})", len(value))
            return clause(f"{source} {self.say('filled').format(value=count_of(len(value), 'item'))}", [size])
        if isinstance(value, Instance) and value.kind == "object":
            return clause(f"{source} {self.say('not_none')}", claims)
        return None

    def _tell_boolean(self, test: ast.BoolOp, outcome: bool, is_first: bool) -> Clause | None:
        """Tell the one part that settles an `and` or `or`, or all parts when none settles it early."""
        is_and = isinstance(test.op, ast.And)
        looked_at = self._looked_at(test)
        if any(truth_of(part, self.moment) is None for part in looked_at):
            return None
        if outcome is not is_and:  # one part settled it
            return self._tell_part(looked_at[-1], not is_and, is_first)
        told = [self._tell_part(part, outcome, False) for part in test.values]  # every part had to be looked at
        if any(part is None for part in told) or len(told) > 3:
            return None
        parts = [part for part in told if part is not None]
        joined = join_words([part.text for part in parts])
        text = joined if not any("," in part.text for part in parts) else ", and ".join(part.text for part in parts)
        return clause(text, [claim for part in parts for claim in part.claims])

    def _tell_part(self, part: ast.expr, outcome: bool, is_first: bool) -> Clause | None:
        """Tell a part of an `and` or `or`: with its source when it is told for the first time."""
        if self.seen is not None:
            is_first = part not in self.seen
            self.seen.add(part)
        return self.tell(part, outcome, is_first=is_first)

    def _looked_at(self, test: ast.BoolOp) -> list[ast.expr]:
        is_and = isinstance(test.op, ast.And)
        seen: list[ast.expr] = []
        for part in test.values:
            seen.append(part)
            truth = truth_of(part, self.moment)
            if truth is None or truth is not is_and:
                break
        return seen


def _has_items(value: Any) -> bool:
    if isinstance(value, Instance):
        return True
    return not hasattr(value, "__len__") or len(value) > 0
