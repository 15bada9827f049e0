"""Questions about single calls: what they are given and what they return."""

import ast
from dataclasses import replace

from tracepile.narrate.detail import LEVELS
from tracepile.narrate.labels import label_claims, label_of
from tracepile.narrate.model import code
from tracepile.narrate.page import OverBudgetError
from tracepile.narrate.questions.desk import CannotTellError, Desk
from tracepile.narrate.questions.places import line_words
from tracepile.narrate.scene import Frame
from tracepile.narrate.teller import Teller


def tell_argument(desk: Desk) -> None:
    """The value of a parameter at a call."""
    step, name = desk.asked.target, desk.asked.name
    frame = desk.frame_at(step)
    if frame.called != step:
        raise CannotTellError
    _tell_caller(desk, frame, name)
    value = desk.moment(step, frame.id).show(desk.moment(step, frame.id).find_path(name), 200)
    desk.conclude(f"so the call begins with {code(f'{name} = ' + value.strip('`').strip())}", step, frame.id, name)


def _tell_caller(desk: Desk, frame: Frame, name: str) -> None:
    """Tell which line makes a call and how the argument comes about there."""
    label = code(label_of(desk.scene, frame))
    if frame.parent is None:
        call = desk.scene.recording.case.call or ""
        shown = f" from outside, as {code(call)}," if len(call) <= 120 else " from outside"
        desk.say(
            f"{code(frame.name)} is called{shown} and its parameters are bound to what it is given",
            label_claims(desk.scene, frame),
            frame.called,
            frame.called,
        )
        return
    parent = desk.scene.frames[frame.parent]
    while desk.scene.tree(parent.id) is None and parent.parent is not None:
        parent = desk.scene.frames[parent.parent]
    steps = [step for step in parent.own if step < frame.called]
    place = desk.places(parent.id).find(steps[-1]) if desk.scene.tree(parent.id) else None
    if place is None:
        desk.say(f"the call is {label}", label_claims(desk.scene, frame), frame.called, frame.called)
        return
    where, claims = desk.call_words(parent)
    passes, more = desk.places(parent.id).pass_words(place)
    with_pass = f" with {passes}" if passes else ""
    line = line_words(desk.events[steps[-1]].line, desk.scene)
    explained = _explain_argument(desk, frame, parent, place.node.first, name)
    desk.say(f"the call is made in {where}{with_pass}, by {line}", [*claims, *more], steps[-1], steps[-1])
    if explained is not None:
        desk.say(*explained, steps[-1], frame.called)


def _explain_argument(desk: Desk, frame: Frame, parent: Frame, step: int, name: str) -> tuple[str, list] | None:  # type: ignore[type-arg]
    """Return how the argument for a parameter is computed in the caller."""
    callees = desk.scene.callees(parent.id, step, None)
    moment = desk.moment(step, parent.id, [each for each in callees if each.called <= frame.called])
    names = [parameter for parameter, _ in desk.scene.parameters(frame) if parameter not in ("self", "cls")]
    place = desk.places(parent.id).find(step)
    if place is None or name not in names:
        return None
    calls = [part for part in ast.walk(place.node.stmt) if isinstance(part, ast.Call)]
    for call in calls:
        function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if function != frame.name:
            continue
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        given |= dict(zip(names, call.args, strict=False))
        argument = given.get(name)
        if argument is None or isinstance(argument, ast.Starred):
            continue
        explained = moment.explain(argument)
        if explained.is_known and explained.literal == desk.asked.answer and explained.source != explained.literal:
            return f"its argument there is {explained.result(explained.shown, has_source=True)}", explained.claims
    return None


def tell_input(desk: Desk) -> None:
    """Arguments for which a call returns a value: the run with them, told up to that value."""
    asked = desk.asked
    frame = desk.frame_at(asked.target)
    value = desk.events[asked.target].value
    parameters = [literal for _, literal in desk.scene.parameters(frame)]
    expected = parameters[0] if len(parameters) == 1 else f"({', '.join(parameters)})"
    if value is None or expected != asked.answer:
        raise CannotTellError
    desk.asked = replace(asked, answer=value)
    tell_return(desk)


def tell_return(desk: Desk) -> None:
    """What one call returns: the call told from the inside."""
    step = desk.asked.target
    frame = desk.frame_at(step)
    if desk.events[step].value != desk.asked.answer:
        raise CannotTellError
    lines, n_chars = list(desk.page.lines), desk.page.n_chars
    for detail in LEVELS[1:]:
        desk.page.lines, desk.page.n_chars = list(lines), n_chars
        desk.page.paragraph()
        teller = Teller(desk.scene, desk.page, detail, desk.voice)
        try:
            where, claims = desk.call_words(frame)
            desk.say(desk.voice.at(frame.line)("look into").format(where=where), claims, frame.called, frame.called)
            teller.tell_frame(frame, 0)
        except OverBudgetError:
            continue
        desk.teller = teller
        return
    raise OverBudgetError
