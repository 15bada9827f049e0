"""Calls as statements: what a method or a library function does to its object, and what is printed."""

import ast
import json
from collections import deque
from typing import Final

from tracepile.execution.values import Instance
from tracepile.narrate.assignments import Finish, reads_input
from tracepile.narrate.effects import Watch, has_effects, tell_changed
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.explain import Explained
from tracepile.narrate.fill import source_of
from tracepile.narrate.labels import label_of
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import join_words
from tracepile.narrate.removals import find_removal, removed_claims, removed_value
from tracepile.narrate.show import TOO_LONG, short, shown, whole_literal
from tracepile.narrate.wording import Telling, size_of, tell_change

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
    "clear": ("{owner} is cleared",),
    "setdefault": ("{owner} gets the key {0} with {1} unless it is there already",),
    "rotate": ("{owner} is rotated",),
    "intersection_update": ("{owner} keeps only what is also in {0}",),
    "difference_update": ("what is in {0} is removed from {owner}",),
    "subtract": ("the counts of {0} are subtracted from {owner}",),
    "move_to_end": ("the key {0} of {owner} moves to the end",),
}
_FUNCTIONS: Final[dict[str, str]] = {
    "heappush": "{1} is pushed onto the heap {owner}",
    "heapify": "{owner} is arranged as a heap",
    "insort": "{1} is inserted into the sorted list {owner}",
    "insort_left": "{1} is inserted into the sorted list {owner}",
    "insort_right": "{1} is inserted into the sorted list {owner}",
    "shuffle": "{owner} is shuffled",
}
_N_ARGUMENTS: Final = {"insert": 2, "setdefault": 2, "heappush": 2, "insort": 2, "insort_left": 2, "insort_right": 2}


def prepare_call(stmt: ast.stmt, node: ast.Call, before: Moment, telling: Telling) -> Finish:
    """Look at a call that is a statement of its own; the returned function tells its effect."""
    before.find(node)
    if isinstance(node.func, ast.Name) and node.func.id == "print" and not before.evaluator.is_recorded(node):
        return _prepare_print(node, before)
    if before.evaluator.is_recorded(node):
        return _prepare_own_call(node, before)
    removal = find_removal(node, before)
    if removal is not None:
        value = removed_value(node, before)
        result = None if value is MISSING else shown(value)
        claims = removed_claims(node, before)
        return lambda after: [] if after is None else [removal.tell_alone(result, claims, after)]
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if len(node.args) >= _N_ARGUMENTS.get(name, 0):
        if isinstance(node.func, ast.Attribute) and name in _EFFECTS:
            owner = before.find(node.func.value)
            if isinstance(owner, list | dict | set | deque) or (
                isinstance(owner, Instance) and owner.items is not None
            ):
                wording = telling.pick("method", stmt, *_EFFECTS[name])
                return _prepare_effect(node, node.func.value, wording, before)
        if name in _FUNCTIONS and node.args:
            return _prepare_effect(node, node.args[0], _FUNCTIONS[name], before)
    return _prepare_other(node, before)


def _prepare_effect(node: ast.Call, owner: ast.expr, wording: str, before: Moment) -> Finish:
    path = before.path_of(owner) or source_of(owner)
    explained = [before.explain(argument) for argument in node.args]
    if any(f"{{{number}}}" in wording and number >= len(explained) for number in (0, 1)):
        return _prepare_other(node, before)
    words = [_argument(each) for each in explained]
    claims = [claim for each in explained for claim in each.claims]
    value = before.find(owner)
    before_text = None if value is MISSING else whole_literal(value)
    before_size = None if value is MISSING else size_of(value)
    if "sorted" in wording or "order" in wording:
        wording = _sort_wording(node, wording)

    def finish(after: Moment | None) -> list[Clause]:
        if after is None:
            return []
        text = wording.format(*words, owner=code(path))
        known_text = None if before_text == TOO_LONG else before_text
        return [tell_change(text, claims, owner, after, known_text, before_size)]

    return finish


def _sort_wording(node: ast.Call, wording: str) -> str:
    keywords = {keyword.arg: keyword.value for keyword in node.keywords}
    reverse = keywords.get("reverse")
    if isinstance(reverse, ast.Constant) and reverse.value is True:
        wording += " from largest to smallest"
    if "key" in keywords:
        key = code(source_of(keywords["key"])).replace("{", "{{").replace("}", "}}")
        wording += f" by the key {key}"
    return wording


def _argument(explained: Explained) -> str:
    if not explained.is_known or isinstance(explained.value, Instance):
        return code(explained.source)
    filled = explained.filled
    if filled is None or filled == explained.literal or len(filled) > 50 or filled[0] in "([{" or explained.is_logical:
        return code(explained.shown)
    return code(f"{filled} = {explained.shown}")


# printing ---------------------------------------------------------------------------------------------------------


def _prepare_print(node: ast.Call, before: Moment) -> Finish:
    explained = [before.explain(argument) for argument in node.args]
    claims = [claim for each in explained for claim in each.claims]
    first = max([before.step, *(frame.returned or 0 for frame in before.callees)])

    def finish(after: Moment | None) -> list[Clause]:
        end = None if after is None else after.step
        text = before.scene.printed(first, end)
        return [
            clause(
                f"it prints {tell_output(text)}{_computed(explained)}",
                [*claims, output_claim(before, first, end, text)],
            )
        ]

    return finish


def _computed(explained: list[Explained]) -> str:
    """Return how the one printed value was computed, if it was."""
    only = explained[0] if len(explained) == 1 else None
    if only is None or not only.is_known or only.filled in (None, only.literal) or isinstance(only.value, str):
        return ""
    if len(only.filled or "") > 60 or len(only.source) > 60:
        return ""
    return f", since {code(only.source)} is {code(only.filled or '')}"


def tell_output(text: str) -> str:
    """Return printed text in backticks, line by line; long output is shortened."""
    lines = text.removesuffix("\n").split("\n")
    if not text.strip("\n"):
        return "an empty line" if text else "nothing"
    cut = [line if len(line) <= 60 else f"{line[:56]}…" for line in lines]
    tail = "" if text.endswith("\n") else " (without a line break)"
    if len(lines) == 1:
        return f"{code(cut[0])}{tail}" if lines[0].strip() else "a line of blanks"
    if len(lines) <= 4 and all(line.strip() for line in lines):
        return f"the lines {join_words([code(line) for line in cut])}{tail}"
    first = f", the first of them {code(cut[0])}" if cut[0].strip() else ""
    return f"{len(lines)} lines{first}{tail}"


def output_claim(before: Moment, first: int, after: int | None, text: str) -> Claim:
    """Claim what was printed between two events."""
    last = len(before.scene.events) if after is None else after
    body = json.dumps({"steps": [first, last], "printed": text[:2_000], "length": len(text)}, ensure_ascii=False)
    return Claim("range", before.step, before.frame, "stdout", body, "str")


# other calls --------------------------------------------------------------------------------------------------------


def _prepare_own_call(node: ast.Call, before: Moment) -> Finish:
    """A call of one of the program's functions as a statement: its effects on what the caller sees."""
    frame = before.frame_of(node)
    explained = before.explain(node)
    label = code(_cut(explained.source) if frame is None else label_of(before.scene, frame))
    given = {argument.id for argument in ast.walk(node) if isinstance(argument, ast.Name)}
    same = set() if frame is None else {name for name, _ in before.scene.parameters(frame)}
    watch = Watch(before)
    is_idle = not has_effects(before, list(before.callees))

    def finish(after: Moment | None) -> list[Clause]:
        if after is None or frame is None or frame.returned is None:
            return []
        names = watch.find_changed(after)
        changed = tell_changed(names, after)
        value = before.scene.events[frame.returned].value or "None"
        if changed:
            is_echo = all(name not in given or name in same for name in names)
            claims = [*explained.claims, *_claims(changed)]
            words = join_words([each.text for each in changed])
            return [clause(f"the call {label} leaves {words}", claims, is_echo=is_echo)]
        if value == "None":
            what = "changes nothing" if is_idle else "runs to its end"
            return [clause(f"the call {label} {what}", explained.claims, is_quiet=True)]
        kind = before.scene.returned_type(frame.returned)
        claim = Claim("return", frame.returned, frame.id, frame.function, value, kind)
        return [clause(f"the call {label} returns {code(short(value))}", [*explained.claims, claim], is_quiet=True)]

    return finish


def _claims(clauses: list[Clause]) -> list[Claim]:
    return [claim for each in clauses for claim in each.claims]


def _prepare_other(node: ast.Call, before: Moment) -> Finish:
    if reads_input(node):
        return lambda after: [clause("one line of the input is read and not used")]
    explained = before.explain(node)
    label = code(_cut(explained.filled or explained.source))
    watch = Watch(before)

    def finish(after: Moment | None) -> list[Clause]:
        changed = [] if after is None else tell_changed(watch.find_changed(after), after)
        if changed:
            words = join_words([each.text for each in changed])
            return [clause(f"after {label}, we have {words}", [*explained.claims, *_claims(changed)])]
        return [clause(f"{label} is called", explained.claims, is_quiet=True)] if after is not None else []

    return finish


def _cut(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "…"
