"""Questions about the way of the run: which branch, which line next, whether a line runs, what it prints."""

import ast
import json

from tracepile.narrate.conditions import tell_condition
from tracepile.narrate.model import Claim, code
from tracepile.narrate.questions.desk import CannotTellError, Desk, names_in
from tracepile.narrate.questions.history import find_turns, tell_turns
from tracepile.narrate.questions.places import in_pass, line_words
from tracepile.narrate.scene import Frame
from tracepile.narrate.source import LOOPS, ScopeIndex
from tracepile.narrate.tree import Node


def tell_branch(desk: Desk) -> None:
    """Whether a condition is true on one of its checks."""
    step = desk.asked.target
    frame = desk.frame_at(step)
    place = desk.places(frame.id).find(step)
    if place is None or not isinstance(place.node.stmt, ast.If | ast.While):
        raise CannotTellError
    test = place.node.stmt.test
    tell_operands(desk, frame, test, step)
    outcome = desk.asked.answer == "True"
    told = tell_condition(
        test, desk.moment(step, frame.id, _callees(desk, frame, step)), outcome, desk.voice, is_first=True
    )
    desk.say(f"when line {place.node.stmt.lineno} is checked {desk.time_words()}, {told.text}", told.claims, step, step)


def _callees(desk: Desk, frame: Frame, step: int) -> list[Frame]:
    return desk.scene.callees(frame.id, step, desk.following(step))


def tell_operands(desk: Desk, frame: Frame, node: ast.expr, step: int) -> None:
    """Tell where the plain variables of an expression have their values from."""
    moment = desk.moment(step, frame.id)
    names = [
        name for name in names_in(node) if moment.has(name) and isinstance(moment.find_path(name), int | str | float)
    ]
    last = [(turns[-1], name) for name in names[:3] if (turns := find_turns(desk, frame, name, step))]
    if not last:
        return
    desk.say(desk.voice.at(desk.events[step].line)("operands" if len(last) > 1 else "operand"))
    for turn, name in sorted(last, key=lambda entry: entry[0].step):
        tell_turns(desk, frame, name, [turn])
    desk.teller.resume(0)


def tell_next_line(desk: Desk) -> None:
    """Which line runs next after a visit of a line."""
    step = desk.asked.target
    event, following = desk.events[step], desk.events[step + 1]
    frame = desk.frame_at(step)
    place = desk.places(frame.id).find(step)
    later = next((each for each in desk.events[step + 1 :] if each.kind == "line"), None)
    if place is None or later is None or str(later.line) != desk.asked.answer:
        raise CannotTellError
    shown = line_words(event.line, desk.scene)
    stmt = place.node.stmt
    if isinstance(stmt, ast.If | ast.While) and following.frame == event.frame and following.kind == "line":
        outcome = _is_in(following.line, stmt.body)
        told = tell_condition(stmt.test, desk.moment(step, frame.id), outcome, desk.voice, is_first=True)
        where = "enters its body" if outcome else "skips its body"
        if not outcome and _is_in(following.line, stmt.orelse):
            where = "goes to the other branch"
        desk.say(f"line {event.line} is a condition: {told.text}, so the run {where}", told.claims, step, step)
    elif isinstance(stmt, LOOPS) and following.kind == "line":
        is_inside = _is_in(following.line, stmt.body)
        what = "another element to go over, so its body begins" if is_inside else "nothing left to go over, so it ends"
        desk.say(f"{shown} is the head of a loop, and the loop has {what}", [], step, step)
    elif following.kind == "call":
        callee = desk.frame_at(following.step)
        name, claims = desk.call_words(callee)
        desk.say(
            f"{shown} makes {name}, so the first line of {code(callee.name)} is next", claims, step, following.step
        )
    elif following.kind == "return":
        desk.say(f"{shown} ends the call of {code(frame.name)}, and the run goes on in its caller", [], step, step)
    else:
        told_stmt = desk.teller.describe(place.node, frame)
        if told_stmt is not None:
            desk.say(f"in {shown}, {told_stmt.text}", told_stmt.claims, step, step)
        if isinstance(stmt, ast.Break | ast.Continue) or later.line <= event.line:
            desk.say(
                "from there the run jumps back to the head of the loop"
                if later.line < event.line
                else "from there the run leaves the loop"
            )
    desk.say(desk.voice.at(event.line)("next").format(line=later.line), [], later.step, later.step)


def tell_line_ran(desk: Desk) -> None:
    """Whether a line ever runs, and why or why not."""
    line = desk.asked.at_line
    if desk.asked.step is not None and desk.asked.answer == "True":
        _tell_reached(desk, desk.asked.step, line)
        return
    if desk.asked.answer != "False" or any(event.kind == "line" and event.line == line for event in desk.events):
        raise CannotTellError
    scope = next((scope for scope in _scopes(desk) if line in scope.places), None)
    if scope is None:
        raise CannotTellError
    if not _tell_never_called(desk, scope):
        _tell_blocked(desk, scope, line)
    desk.say(f"so line {line} never runs", [_visits_claim(desk, line, 0)], 0, len(desk.events) - 1)


def _is_in(line: int, block: list[ast.stmt]) -> bool:
    return bool(block) and block[0].lineno <= line <= (block[-1].end_lineno or 0)


def _scopes(desk: Desk) -> list[ScopeIndex]:
    source = desk.scene.source
    scopes = [scope for key, scope in source.scopes.items()]
    module = source.scope("<module>", 0)
    return [*scopes, *([module] if module else [])]


def _visits_claim(desk: Desk, line: int, count: int) -> Claim:
    body = {"steps": [0, len(desk.events) - 1], "line": line, "n_visits": count}
    return Claim("range", 0, desk.events[0].frame, f"line {line}", json.dumps(body), "int")


def _tell_reached(desk: Desk, step: int, line: int) -> None:
    frame = desk.frame_at(step)
    place = desk.places(frame.id).find(step)
    if place is None:
        raise CannotTellError
    words, claims = desk.places(frame.id).pass_words(place)
    reason = desk.places(frame.id).reason(place, desk.voice)
    where, more = desk.call_words(frame)
    text = f"in {where}" + (f", {in_pass(words)}" if words else "")
    if reason is not None:
        text, claims = f"{text}, {reason.text}, which leads to line {line}", [*claims, *reason.claims]
    else:
        text = f"{text}, the run comes to {line_words(line, desk.scene)}"
    desk.say(text, [*more, *claims], step, step)
    desk.say("so the line does run", [], step, step)


def _tell_never_called(desk: Desk, scope: ScopeIndex) -> bool:
    node = scope.node
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    if any(desk.scene.function_node(frame) is node for frame in desk.scene.frames):
        return False
    desk.say(f"the line belongs to the function {code(node.name)}, which is not called in this run")
    return True


def _tell_blocked(desk: Desk, scope: ScopeIndex, line: int) -> None:
    """Tell what kept the run from a line: a condition, a loop or handler that was not entered, or an early way out."""
    frames = [frame for frame in desk.scene.frames if desk.scene.scope(frame) is scope]
    blocks = [(frame, desk.scene.tree(frame.id) or []) for frame in frames]
    for stmt, part in scope.places[line].chain:
        entered = [(frame, node) for frame, nodes in blocks for node in nodes if node.stmt is stmt]
        if not entered:
            break
        if part == "header":
            raise CannotTellError
        inside = [(frame, each.nodes) for frame, node in entered for each in node.parts if each.name == part]
        if not inside:
            _tell_not_entered(desk, stmt, part, entered, line)
            return
        blocks = inside
    frame, nodes = blocks[0]
    if not nodes:
        raise CannotTellError
    last = nodes[-1]
    while last.parts and last.parts[-1].nodes:
        last = last.parts[-1].nodes[-1]
    where, claims = desk.call_words(frame)
    again = "" if len(blocks) == 1 else " (the first time that the run comes near)"
    way_out = line_words(last.stmt.lineno, desk.scene)
    text = f"in {where}, the run leaves at {way_out} before it would reach line {line}{again}"
    desk.say(text, claims, last.first, last.first)


def _tell_not_entered(desk: Desk, stmt: ast.stmt, part: str, entered: list[tuple[Frame, Node]], line: int) -> None:
    frame, node = entered[0]
    if part.startswith("handler"):
        desk.say(
            f"line {line} stands in an `except` block, and the `try` block raises nothing for it",
            [],
            node.first,
            node.first,
        )
    elif isinstance(stmt, ast.Match) and part.startswith("case"):
        subject = desk.moment(node.first, frame.id).explain(stmt.subject)
        words = subject.result(subject.shown, has_source=True) if subject.is_known else code(subject.source)
        pattern = code(f"case {ast.unparse(stmt.cases[int(part.split()[1])].pattern)}")
        desk.say(f"line {line} stands under {pattern}", [], node.first, node.first)
        desk.say(f"that case is not taken, as {words} goes another way", subject.claims, node.first, node.first)
    elif isinstance(stmt, ast.If | ast.While):
        callees = desk.scene.callees(frame.id, node.first, node.after)
        told = tell_condition(
            stmt.test, desk.moment(node.first, frame.id, callees), part != "body", desk.voice, is_first=True
        )
        branch = "body" if part == "body" else "`else` branch"
        desk.say(f"line {line} stands in the {branch} of line {stmt.lineno}", [], node.first, node.first)
        lead = f"its condition is {'false' if part == 'body' else 'true'}"
        claims = list(told.claims)
        checked = _visits_claim(desk, stmt.lineno, len(entered))
        n_checked = sum(event.kind == "line" and event.line == stmt.lineno for event in desk.events)
        if len(entered) > 1 and n_checked == len(entered):
            lead += f" all {len(entered)} times that it is checked; the first time"
            claims.append(checked)
        desk.say(f"{lead}: {told.text}", claims, node.first, node.first)
    elif isinstance(stmt, ast.For) and part == "body":
        moment = desk.moment(node.first, frame.id)
        explained = moment.explain(stmt.iter)
        shown = f", {code(explained.shown)}," if explained.is_known and not isinstance(explained.value, range) else ""
        text = f"line {line} stands in the loop over {code(explained.source)}{shown} which has nothing to go over"
        desk.say(text, explained.claims, node.first, node.first)
    elif part == "orelse":
        desk.say(
            f"line {line} stands in an `else` block that is skipped, since the part before it is left early",
            [],
            node.first,
            node.first,
        )
    else:
        raise CannotTellError
