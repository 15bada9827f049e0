"""Questions about all values of a variable: their list and their sum; and about all calls of some functions."""

import ast

from tracepile.narrate.fill import claim_value
from tracepile.narrate.labels import call_claim, label_claims, label_of
from tracepile.narrate.model import Claim, code
from tracepile.narrate.questions.desk import CannotTellError, Desk
from tracepile.narrate.questions.history import Turn, fold_claim
from tracepile.narrate.questions.moments import tell_changes
from tracepile.narrate.scene import Frame


def tell_history(desk: Desk) -> None:
    """All values of a variable in one call, in order."""
    step, path = desk.asked.target, desk.asked.name
    frame = desk.frame_at(step)
    turns = tell_changes(desk, frame, path, step)
    if f"[{', '.join(turn.literal for turn in turns)}]" != desk.asked.answer:
        raise CannotTellError
    claims = _turn_claims(desk, frame, path, turns)
    text = desk.voice.at(frame.line)("in order").format(value=code(desk.asked.answer))
    desk.say(text, claims, frame.own[0], step)


def tell_sum(desk: Desk) -> None:
    """The sum of all values of a variable in one call."""
    step, path = desk.asked.target, desk.asked.name
    frame = desk.frame_at(step)
    turns = tell_changes(desk, frame, path, step)
    numbers = [ast.literal_eval(turn.literal) for turn in turns]
    if str(sum(numbers)) != desk.asked.answer:
        raise CannotTellError
    terms = [str(number) if number >= 0 else f"({number})" for number in numbers]
    text = " + ".join(terms)
    claims = _turn_claims(desk, frame, path, turns)
    claims.append(claim_value("arithmetic", step, frame.id, text, sum(numbers)))
    told = desk.voice.at(frame.line)("sum").format(value=code(f"{text} = {sum(numbers)}"))
    desk.say(told, claims, frame.own[0], step)


def _turn_claims(desk: Desk, frame: Frame, path: str, turns: list[Turn]) -> list[Claim]:
    claim, body = fold_claim(desk, frame, path, frame.own[0], frame.own[-1])
    if body["n_changes"] != len(turns) - 1:
        raise CannotTellError
    values = [(turn.seen, desk.moment(turn.seen, frame.id).find_path(path)) for turn in turns]
    return [*(claim_value("value", seen, frame.id, path, value) for seen, value in values), claim]


def tell_call_order(desk: Desk) -> None:
    """The order in which the calls of functions begin."""
    names = ast.literal_eval(desk.asked.answer)
    calls = [frame for frame in desk.scene.frames if frame.name in set(names)]
    if [frame.name for frame in calls] != names:
        raise CannotTellError
    desk.say(desk.voice.at(0)("call order"), [], 0, len(desk.events) - 1)
    for frame in calls:
        caller = None if frame.parent is None else desk.scene.frames[frame.parent].name
        source = {None: "from outside", "<module>": "from the main program"}.get(caller, f"from {code(caller or '')}")
        desk.page.item(0)
        claims = label_claims(desk.scene, frame)
        desk.say(f"{code(label_of(desk.scene, frame))} is called {source}", claims, frame.called, frame.called)
    desk.teller.resume(0)
    words = ", ".join(code(frame.name) for frame in calls)
    last = calls[-1].called
    desk.say(f"by name, that is {words}", [call_claim(frame) for frame in calls], calls[0].called, last)
