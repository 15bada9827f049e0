"""Questions about how things end or begin: a loop, a call, the life of a variable; and how many lines a call runs."""

import ast
from collections import Counter

from tracepile.narrate.model import code
from tracepile.narrate.questions.counts import loop_claim, visits_claim
from tracepile.narrate.questions.desk import CannotTellError, Desk
from tracepile.narrate.questions.history import find_turns, tell_turns
from tracepile.narrate.questions.places import in_pass, line_words
from tracepile.narrate.ranges import head_of
from tracepile.narrate.scene import Frame
from tracepile.narrate.source import LOOPS
from tracepile.narrate.wording import count_of, times


def tell_left_early(desk: Desk) -> None:
    """Whether a loop is left by a `break` or `return`."""
    line = desk.asked.at_line
    frame = desk.frame_at(desk.asked.target)
    nodes = [
        place.node
        for step, place in desk.places(frame.id).by_step.items()
        if isinstance(place.node.stmt, LOOPS) and place.node.stmt.lineno == line and step == place.node.first
    ]
    if len(nodes) != 1 or (not nodes[0].is_exhausted) != (desk.asked.answer == "True"):
        raise CannotTellError
    node = nodes[0]
    where, claims = desk.call_words(frame)
    passes = {0: "no pass", 1: "one pass"}.get(len(node.passes), f"{len(node.passes)} passes")
    text = f"in {where}, the loop {code(head_of(node.stmt))} begins {passes}"
    desk.say(text, [*claims, loop_claim(node, frame)], node.first, node.first)
    if node.is_exhausted:
        is_while = isinstance(node.stmt, ast.While)
        why = "its condition is false when it is checked again" if is_while else "nothing is left to go over"
        desk.say(f"it then ends because {why}, not by a `break` or `return`", [], node.heads[-1], node.heads[-1])
        return
    last = node.passes[-1].nodes[-1]
    while last.parts and last.parts[-1].nodes:
        last = last.parts[-1].nodes[-1]
    if not isinstance(last.stmt, ast.Break | ast.Return):
        raise CannotTellError
    _tell_reason(desk, frame, last.first)
    desk.say(f"{line_words(last.stmt.lineno, desk.scene)} then leaves the loop", [], last.first, last.first)


def tell_last_line(desk: Desk) -> None:
    """The last line that a call runs."""
    frame = desk.frame_at(desk.asked.target)
    lines = [step for step in frame.own if desk.events[step].kind == "line"]
    if not lines or str(desk.events[lines[-1]].line) != desk.asked.answer:
        raise CannotTellError
    step = lines[-1]
    where, claims = desk.call_words(frame)
    desk.say(f"we look for the way that {where} takes to its end", claims, frame.called, frame.called)
    _tell_reason(desk, frame, step)
    shown = line_words(desk.events[step].line, desk.scene)
    place = desk.places(frame.id).find(step)
    does = "returns" if place is not None and isinstance(place.node.stmt, ast.Return) else "is the last to run"
    desk.say(f"{shown} {does}, and no line of this call runs after it", [], step, desk.asked.target)


def tell_n_lines(desk: Desk) -> None:
    """How many lines a call runs."""
    frame = desk.frame_at(desk.asked.target)
    counts = Counter(desk.events[step].line for step in frame.own if desk.events[step].kind == "line")
    if str(counts.total()) != desk.asked.answer:
        raise CannotTellError
    where, claims = desk.call_words(frame)
    text = desk.voice.at(frame.line)("count lines").format(where=where)
    desk.say(text, claims, frame.called, frame.called)
    for line, count in sorted(counts.items()):
        desk.page.item(0)
        text = f"{line_words(line, desk.scene)} runs {times(count)}"
        desk.say(text, [visits_claim(desk, line, count, frame)], frame.own[0], frame.own[-1])
    desk.teller.resume(0)
    claims = [visits_claim(desk, line, count, frame) for line, count in sorted(counts.items())]
    text = f"together that is {count_of(counts.total(), 'execution')} of a line"
    desk.say(text, claims, frame.own[0], frame.own[-1])


def tell_defined(desk: Desk) -> None:
    """Whether a variable has a value when a line is first about to run."""
    step, name = desk.asked.target, desk.asked.name
    frame = desk.frame_at(step)
    is_defined = desk.moment(step, frame.id).has(name)
    turns = find_turns(desk, frame, name, frame.own[-1])
    if str(is_defined) != desk.asked.answer or not turns:
        raise CannotTellError
    where, claims = desk.call_words(frame)
    text = desk.voice.at(frame.line)("first value").format(where=where, path=code(name))
    desk.say(text, claims, frame.called, frame.called)
    tell_turns(desk, frame, name, turns[:1])
    desk.teller.resume(0)
    line = line_words(desk.asked.at_line, desk.scene)
    if is_defined:
        moment = desk.moment(step, frame.id)
        claim = moment.claim(name, moment.find_path(name))
        desk.say(
            f"{line} is reached for the first time after that, so {code(name)} is set by then", [claim], step, step
        )
    else:
        desk.say(f"{line} is reached for the first time before that, so {code(name)} has no value yet", [], step, step)


def _tell_reason(desk: Desk, frame: Frame, step: int) -> None:
    """Tell in which pass and by which condition the run came to a line."""
    place = desk.places(frame.id).find(step)
    if place is None:
        raise CannotTellError
    words, claims = desk.places(frame.id).pass_words(place)
    reason = desk.places(frame.id).reason(place, desk.voice)
    if reason is not None:
        lead = f"{in_pass(words)}, " if words else ""
        desk.say(f"{lead}{reason.text}", [*claims, *reason.claims], step, step)
    elif words:
        desk.say(f"this happens {in_pass(words)}", claims, step, step)
