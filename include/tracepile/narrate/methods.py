"""Calls as statements: what a method or a library function does to its object."""

import ast
from collections import deque
from typing import Final

from tracepile.execution.values import Instance
from tracepile.narrate.container_phrasings import FUNCTIONS, METHODS
from tracepile.narrate.effects import Watch, has_effects, tell_changed
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.explain import Explained, chain
from tracepile.narrate.fill import is_atom, source_of
from tracepile.narrate.inputs import reads_input
from tracepile.narrate.labels import label_of
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import join_words
from tracepile.narrate.printing import prepare_print
from tracepile.narrate.removals import find_removal, removed_claims, removed_value
from tracepile.narrate.show import TOO_LONG, short, shown, whole_literal
from tracepile.narrate.wording import Finish, Say, Telling, size_of, tell_change

_LONG: Final = 80
_N_ARGUMENTS: Final = {"insert": 2, "setdefault": 2, "heappush": 2, "insort": 2, "insort_left": 2, "insort_right": 2}


def prepare_call(stmt: ast.stmt, node: ast.Call, before: Moment, telling: Telling) -> Finish:
    """Look at a call that is a statement of its own; the returned function tells its effect."""
    before.find(node)
    say = telling.at(stmt)
    if isinstance(node.func, ast.Name) and node.func.id == "print" and not before.evaluator.is_recorded(node):
        return prepare_print(node, before, telling, say)
    if before.evaluator.is_recorded(node):
        return _prepare_own_call(node, before, telling, say)
    removal = find_removal(node, before)
    if removal is not None:
        value = removed_value(node, before)
        result = None if value is MISSING else shown(value)
        claims = removed_claims(node, before)
        return lambda after: [] if after is None else [removal.tell_alone(result, claims, after, say)]
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if len(node.args) >= _N_ARGUMENTS.get(name, 0):
        if isinstance(node.func, ast.Attribute) and name in METHODS:
            owner = before.find(node.func.value)
            if isinstance(owner, list | dict | set | deque) or (
                isinstance(owner, Instance) and owner.items is not None
            ):
                return _prepare_effect(node, node.func.value, f"method {name}", before, say)
        function = "insort" if name.startswith("insort") else name
        if function in FUNCTIONS and node.args:
            return _prepare_effect(node, node.args[0], f"function {function}", before, say)
    return _prepare_other(node, before)


def _prepare_effect(node: ast.Call, owner: ast.expr, name: str, before: Moment, say: Say) -> Finish:
    phrase = say(name)
    path = before.path_of(owner) or source_of(owner)
    explained = [before.explain(argument) for argument in node.args]
    if any(f"{{{number}}}" in phrase and number >= len(explained) for number in (0, 1)):
        return _prepare_other(node, before)
    words = [_argument(each, before) for each in explained]
    claims = [claim for each in explained for claim in each.claims]
    value = before.find(owner)
    text = None if value is MISSING else whole_literal(value)
    state = (None if text == TOO_LONG else text, None if value is MISSING else size_of(value))
    how = _how(node, words)

    def finish(after: Moment | None) -> list[Clause]:
        if after is None:
            return []
        given, more = words, claims
        if name == "method append" and not explained[0].is_known:
            given, more = _tell_appended(explained[0], owner, after, words, claims)
        told = phrase.format(*given, owner=code(path), how=how)
        return [tell_change(told, more, owner, after, say, state)]

    return finish


def _tell_appended(
    explained: Explained, owner: ast.expr, after: Moment, words: list[str], claims: list[Claim]
) -> tuple[list[str], list[Claim]]:
    """Return what was appended as the container shows it afterwards, where it cannot be computed."""
    path, value = after.path_of(owner), after.find(owner)
    if path is None or not isinstance(value, list | deque) or not value or not is_atom(value[-1]):
        return words, claims
    text = chain(explained.filled or explained.source, shown(value[-1]))
    return [code(text)], [*claims, after.claim(f"{path}[{len(value) - 1}]", value[-1])]


def _how(node: ast.Call, words: list[str]) -> str:
    """Return how a list is sorted, or how far a deque is rotated."""
    if isinstance(node.func, ast.Attribute) and node.func.attr == "rotate":
        return f" by {words[0]}" if words else ""
    keywords = {keyword.arg: keyword.value for keyword in node.keywords}
    reverse = keywords.get("reverse")
    how = " from largest to smallest" if isinstance(reverse, ast.Constant) and reverse.value is True else ""
    return how + (f" by the key {code(source_of(keywords['key']))}" if "key" in keywords else "")


def _argument(explained: Explained, before: Moment) -> str:
    if not explained.is_known or isinstance(explained.value, Instance):
        return code(before.path_of(explained.node) or explained.source)
    filled = explained.filled
    if filled is None or filled == explained.literal or len(filled) > 50 or filled[0] in "([{" or explained.is_logical:
        return code(explained.shown)
    return code(f"{filled} = {explained.shown}")


def _prepare_own_call(node: ast.Call, before: Moment, telling: Telling, say: Say) -> Finish:
    """A call of one of the program's functions as a statement: its effects on what the caller sees."""
    frame = before.frame_of(node)
    explained = before.explain(node)
    label = code(_cut(explained.source) if frame is None else label_of(before.scene, frame))
    given = {argument.id for argument in ast.walk(node) if isinstance(argument, ast.Name)}
    same = set() if frame is None else {name for name, _ in before.scene.parameters(frame)}
    watch = Watch(before)
    is_idle = not has_effects(before, list(before.callees))
    owner = before.path_of(node.func.value) if isinstance(node.func, ast.Attribute) else None

    def finish(after: Moment | None) -> list[Clause]:
        if after is None or frame is None or frame.returned is None:
            return []
        names = watch.find_changed(after)
        is_followed = frame in telling.followed
        changed = tell_changed(names, after, owner, only_whole=is_followed)
        value = before.scene.events[frame.returned].value or "None"
        if changed:
            is_echo = all(name not in given or name in same for name in names)
            claims = [*explained.claims, *_claims(changed)]
            words = join_words([each.text for each in changed])
            text = say("after_call" if is_followed else "leaves").format(call=label, now=words)
            return [clause(text, claims, is_echo=is_echo)]
        if names:
            return []
        if value == "None":
            text = say("idle" if is_idle else "runs").format(call=label)
            return [clause(text, explained.claims, is_quiet=True)]
        kind = before.scene.returned_type(frame.returned)
        claim = Claim("return", frame.returned, frame.id, frame.function, value, kind)
        text = say("unused").format(call=label, value=code(short(value)))
        return [clause(text, [*explained.claims, claim], is_quiet=True)]

    return finish


def _claims(clauses: list[Clause]) -> list[Claim]:
    return [claim for each in clauses for claim in each.claims]


def _prepare_other(node: ast.Call, before: Moment) -> Finish:
    if reads_input(node):
        return lambda after: [clause("one line of the input is read and not used")]
    explained = before.explain(node)
    filled = explained.filled
    label = code(filled if filled is not None and len(filled) <= _LONG else _cut(explained.source))
    watch = Watch(before)

    def finish(after: Moment | None) -> list[Clause]:
        changed = [] if after is None else tell_changed(watch.find_changed(after), after)
        if changed:
            words = join_words([each.text for each in changed])
            return [clause(f"after {label}, we have {words}", [*explained.claims, *_claims(changed)])]
        return [clause(f"{label} is called", explained.claims, is_quiet=True)] if after is not None else []

    return finish


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 3] + "…"
