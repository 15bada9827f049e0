"""Questions that count: visits of a line, iterations of a loop, calls of a function, open calls."""

import ast
import json
from typing import Any, Final

from tracepile.narrate.conditions import tell_condition
from tracepile.narrate.labels import call_claim, label_claims, label_of
from tracepile.narrate.model import Claim, code
from tracepile.narrate.questions.desk import CannotTellError, Desk
from tracepile.narrate.questions.places import Place, line_words
from tracepile.narrate.ranges import head_of
from tracepile.narrate.scene import Frame
from tracepile.narrate.source import LOOPS
from tracepile.narrate.tree import Node
from tracepile.narrate.wording import count_of, times

_LISTED: Final = 8


def visits_claim(
    desk: Desk, line: int, count: int, frame: Frame | None = None, *, function: str | None = None
) -> Claim:
    """Claim how often a line runs: in one frame, in all calls of a function, or in the whole run."""
    body: dict[str, Any] = {"steps": [0, len(desk.events) - 1], "line": line, "n_visits": count}
    if frame is not None:
        body["frame"] = frame.id
    elif function is not None:
        body["function"] = function
    return Claim("range", 0, 0 if frame is None else frame.id, f"line {line}", json.dumps(body), "int")


def loop_claim(node: Node, frame: Frame) -> Claim:
    """Claim how many passes one execution of a loop makes."""
    return Claim("loop", node.first, frame.id, head_of(node.stmt), str(len(node.passes)), "int")


def tell_line_visits(desk: Desk) -> None:
    """How often a line runs in the whole run."""
    line = desk.asked.at_line
    visits = [event for event in desk.events if event.kind == "line" and event.line == line]
    steps = [event.step for event in visits if desk.scene.tree(event.frame) is not None] or [e.step for e in visits]
    if not steps or str(len(steps)) != desk.asked.answer:
        raise CannotTellError
    by_frame: dict[int, list[int]] = {}
    for step in steps:
        by_frame.setdefault(desk.events[step].frame, []).append(step)
    if len(by_frame) == 1:
        _tell_visits(desk, desk.frame_at(steps[0]), steps, line)
    else:
        _tell_visits_by_call(desk, by_frame, line)
    claim = visits_claim(desk, line, len(steps), function=desk.events[steps[0]].function)
    text = desk.voice.at(line)("visits").format(line=line, times=times(len(steps)))
    desk.say(text, [claim], 0, len(desk.events) - 1)


def _tell_visits_by_call(desk: Desk, by_frame: dict[int, list[int]], line: int) -> None:
    function = desk.events[next(iter(by_frame.values()))[0]].function
    body = {"steps": [0, len(desk.events) - 1], "line": line, "n_frames": len(by_frame)}
    claim = Claim("range", 0, 0, function, json.dumps(body), "int")
    desk.say(f"{line_words(line, desk.scene)} is reached in {count_of(len(by_frame), 'call')}:", [claim])
    told = list(by_frame.items())[: _LISTED if len(by_frame) > _LISTED + 1 else _LISTED + 1]
    for number, own in told:
        frame = desk.scene.frames[number]
        where, claims = desk.call_words(frame)
        desk.page.item(0)
        desk.say(
            f"in {where} it runs {times(len(own))}",
            [*claims, visits_claim(desk, line, len(own), frame)],
            own[0],
            own[-1],
        )
    desk.teller.resume(0)
    rest = list(by_frame.items())[len(told) :]
    if rest:
        claims = [visits_claim(desk, line, len(own), desk.scene.frames[number]) for number, own in rest]
        number_of_visits = sum(len(own) for _, own in rest)
        desk.say(
            f"{len(rest)} further calls run it {times(number_of_visits)} together",
            claims,
            rest[0][1][0],
            rest[-1][1][-1],
        )


def _tell_visits(desk: Desk, frame: Frame, steps: list[int], line: int) -> None:
    """Tell in which passes of which loop one frame visits a line."""
    places = desk.places(frame.id)
    first = places.find(steps[0])
    if first is None:
        text = f"{line_words(line, desk.scene)} holds an expression that runs in pieces, once for each piece"
        desk.say(text, [], steps[0], steps[-1])
        return
    where, claims = desk.call_words(frame)
    stmt = first.node.stmt
    if isinstance(stmt, LOOPS) and line == stmt.lineno:
        desk.say(
            f"{line_words(line, desk.scene)} is the head of a loop: it runs before every pass",
            claims,
            steps[0],
            steps[0],
        )
        _tell_heads(desk, frame, steps)
        return
    if not first.passes:
        text = f"{line_words(line, desk.scene)} stands in no loop of {where}, so it runs at most once there"
        desk.say(text, claims, steps[0], steps[0])
        return
    loop, _ = first.passes[-1]
    text = f"{line_words(line, desk.scene)} stands in the loop {code(head_of(loop.stmt))} of {where}"
    if first.branches:
        node, part = first.branches[-1]
        assert isinstance(node.stmt, ast.If)
        text += f", and runs when {code(ast.unparse(node.stmt.test))} is {'true' if part == 'body' else 'false'}"
    desk.say(text, claims, steps[0], steps[0])
    passes = [place for step in steps if (place := places.find(step)) is not None]
    if len(steps) <= _LISTED and len(passes) == len(steps):
        _tell_passes(desk, frame, passes, steps)
        return
    loops = list({id(place.passes[-1][0]): place.passes[-1][0] for place in passes if place.passes}.values())
    total = sum(len(each.passes) for each in loops)
    often = "" if len(loops) == 1 else f", started {times(len(loops))},"
    share = "every one" if total == len(steps) else str(len(steps))
    text = f"that loop{often} makes {_passes(total)}, and the line runs in {share} of them"
    desk.say(text, [loop_claim(each, frame) for each in loops], steps[0], steps[-1])


def _tell_passes(desk: Desk, frame: Frame, passes: list[Place], steps: list[int]) -> None:
    words: list[str] = []
    claims: list[Claim] = []
    for place in passes:
        told, more = desk.places(frame.id).pass_words(place)
        words.append(told.replace("`, `", "` and `"))
        claims += more
    desk.say(f"this happens with {'; '.join(words)}", claims, steps[0], steps[-1])


def _tell_heads(desk: Desk, frame: Frame, steps: list[int]) -> None:
    """Tell how often the executions of one loop visit its head."""
    places = desk.places(frame.id)
    nodes = list({id(place.node): place.node for step in steps if (place := places.find(step))}.values())
    for node in nodes[:_LISTED]:
        ended = "and once more to find that it is over" if node.is_exhausted else "and the last pass leaves it early"
        lead = "the loop" if len(nodes) == 1 else "one execution of it"
        desk.say(
            f"{lead} makes {_passes(len(node.passes))}, {ended}", [loop_claim(node, frame)], node.first, node.heads[-1]
        )
    if len(nodes) > _LISTED:
        claims = [loop_claim(node, frame) for node in nodes[_LISTED:]]
        text = f"it is started {times(len(nodes))} in all"
        desk.say(text, claims, nodes[_LISTED].first, nodes[-1].first)


def _passes(number: int) -> str:
    return {0: "no pass", 1: "one pass"}.get(number, f"{number} passes")


def tell_loop_iterations(desk: Desk) -> None:
    """How many iterations a loop begins in one call, all its executions together."""
    line = desk.asked.at_line
    frame = desk.frame_at(desk.asked.target)
    nodes = [
        place.node
        for step, place in desk.places(frame.id).by_step.items()
        if isinstance(place.node.stmt, LOOPS) and place.node.stmt.lineno == line and step == place.node.first
    ]
    total = sum(len(node.passes) for node in nodes)
    if not nodes or str(total) != desk.asked.answer:
        raise CannotTellError
    where, claims = desk.call_words(frame)
    started = f"is started {times(len(nodes))}"
    body = {"steps": [frame.own[0], frame.own[-1]], "line": line, "n_starts": len(nodes)}
    claims = [*claims, Claim("range", frame.called, frame.id, head_of(nodes[0].stmt), json.dumps(body), "int")]
    desk.say(f"in {where}, the loop {code(head_of(nodes[0].stmt))} {started}:", claims, frame.called, frame.called)
    for node in nodes[:_LISTED]:
        desk.page.item(0)
        _tell_loop(desk, frame, node)
    rest = nodes[_LISTED:]
    if rest:
        more = [loop_claim(node, frame) for node in rest]
        number = sum(len(node.passes) for node in rest)
        desk.page.item(0)
        desk.say(
            f"the other {count_of(len(rest), 'time')} it makes {_passes(number)} together",
            more,
            rest[0].first,
            rest[-1].first,
        )
    desk.teller.resume(0)
    text = desk.voice.at(line)("iterations").format(count=count_of(total, "iteration"))
    desk.say(text, [], nodes[-1].first, frame.own[-1])


def _tell_loop(desk: Desk, frame: Frame, node: Node) -> None:
    place = desk.places(frame.id).find(node.first)
    outer, claims = ("", []) if place is None else desk.places(frame.id).pass_words(place)
    claims.append(loop_claim(node, frame))
    number = len(node.passes)
    bounds = ""
    if number and isinstance(node.stmt, ast.For):
        words, more = desk.teller.loops.bounds(node, 0, number - 1, frame)
        bounds, claims = (f", for {words}" if words else ""), [*claims, *more]
    if not node.is_exhausted:
        end = ", and is then left early"
    elif isinstance(node.stmt, ast.While):
        end = f" until {code(ast.unparse(node.stmt.test))} is false"
    else:
        end = "" if number else ", as there is nothing to go over"
    lead = f"with {outer} it" if outer else "it"
    desk.say(f"{lead} makes {_passes(number)}{bounds}{end}", claims, node.first, node.after or node.first)
    _tell_way_out(desk, frame, node)


def _tell_way_out(desk: Desk, frame: Frame, node: Node) -> None:
    """Tell the last check of a `while` loop, or the statement that left a loop early."""
    if node.is_exhausted and isinstance(node.stmt, ast.While) and not isinstance(node.stmt.test, ast.Constant):
        step = node.heads[-1]
        moment = desk.moment(step, frame.id, desk.scene.callees(frame.id, step, node.after))
        told = tell_condition(node.stmt.test, moment, False, desk.voice, is_first=False)
        desk.say(f"at its last check, {told.text}", told.claims, step, step)
    elif not node.is_exhausted and node.passes:
        last = node.passes[-1].nodes[-1]
        while last.parts and last.parts[-1].nodes:
            last = last.parts[-1].nodes[-1]
        if isinstance(last.stmt, ast.Break | ast.Return | ast.Raise):
            number = len(node.passes)
            desk.say(
                f"pass {number} leaves it at {line_words(last.stmt.lineno, desk.scene)}", [], last.first, last.first
            )


def tell_n_calls(desk: Desk) -> None:
    """How often a function is called in the whole run."""
    name = desk.asked.name
    calls = [frame for frame in desk.scene.frames if frame.name == name]
    if str(len(calls)) != desk.asked.answer or not calls:
        raise CannotTellError
    by_caller: dict[str, list[Frame]] = {}
    for frame in calls:
        caller = "" if frame.parent is None else desk.scene.frames[frame.parent].name
        by_caller.setdefault(caller, []).append(frame)
    say = desk.voice.at(calls[0].line)
    desk.say(say("count calls").format(name=code(name)))
    for caller, frames in by_caller.items():
        shown = frames if len(frames) <= _LISTED else frames[:3]
        labels = ", ".join(code(label_of(desk.scene, frame)) for frame in shown)
        claims = [claim for frame in shown for claim in label_claims(desk.scene, frame)]
        claims += [call_claim(frame) for frame in frames[len(shown) :]]
        verb = "comes" if len(frames) == 1 else "come"
        source = {"": "from outside", "<module>": "from the main program"}.get(caller, f"from {code(caller)}")
        if caller == name:
            source = f"from {code(name)} itself"
        more = "" if len(shown) == len(frames) else " and so on"
        text = f"{count_of(len(frames), 'call')} {verb} {source}: {labels}{more}"
        desk.page.item(0)
        desk.say(text, claims, frames[0].called, frames[-1].called)
    desk.teller.resume(0)
    body = {"steps": [0, len(desk.events) - 1], "n_calls": len(calls)}
    claim = Claim("range", 0, 0, calls[0].function, json.dumps(body), "int")
    desk.say(say("calls").format(count=count_of(len(calls), "call")), [claim], 0, len(desk.events) - 1)


def tell_recursion_depth(desk: Desk) -> None:
    """The largest number of calls of a function that are open at the same time."""
    name = desk.asked.name
    frame: Frame | None = desk.frame_at(desk.asked.target)
    chain: list[Frame] = []
    while frame is not None:
        chain += [frame] if frame.name == name else []
        frame = None if frame.parent is None else desk.scene.frames[frame.parent]
    chain.reverse()
    if str(len(chain)) != desk.asked.answer:
        raise CannotTellError
    shown = chain if len(chain) <= _LISTED else [*chain[:3], *chain[-2:]]
    labels = [code(label_of(desk.scene, each)) for each in shown]
    if len(chain) > _LISTED:
        labels.insert(3, "…")
    claims = [claim for each in shown for claim in label_claims(desk.scene, each)]
    text = desk.voice.at(chain[0].line)("deepest").format(name=code(name), labels=", ".join(labels))
    desk.say(text, [*claims, *(call_claim(each) for each in chain)], chain[0].called, chain[-1].called)
    verb = "is" if len(chain) == 1 else "are"
    body = {"steps": [0, len(desk.events) - 1], "max_open": len(chain)}
    claim = Claim("range", 0, 0, chain[0].function, json.dumps(body), "int")
    text = f"at that moment {count_of(len(chain), 'call')} of {code(name)} {verb} open, and never more"
    desk.say(text, [claim], chain[-1].called, chain[-1].called)
