"""Questions about identity: whether two names stand for one object."""

from tracepile.narrate.model import code
from tracepile.narrate.questions.desk import CannotTellError, Desk
from tracepile.narrate.questions.history import find_turns, tell_turns
from tracepile.narrate.questions.places import line_words


def tell_same_object(desk: Desk) -> None:
    """Whether two names stand for one object just after a visit of a line."""
    step = desk.asked.target
    frame = desk.frame_at(step)
    seen = desk.following(step)
    names = desk.asked.name.split(", ")
    moment = desk.moment(seen, frame.id)
    one, other = (moment.find_path(name) for name in names)
    turns = {name: find_turns(desk, frame, name, seen) for name in names}
    if str(one is other) != desk.asked.answer or not all(turns.values()):
        raise CannotTellError
    where, claims = desk.call_words(frame)
    desk.say(f"what counts is where both names got their value in {where}", claims, frame.called, frame.called)
    for name in reversed(names):
        tell_turns(desk, frame, name, turns[name][-1:])
        desk.teller.resume(0)
    values = [moment.claim(name, value) for name, value in zip(names, (one, other), strict=True)]
    shown = " and ".join(map(code, names))
    when = f"after {line_words(desk.asked.at_line, desk.scene)} has run {desk.time_words()}"
    if one is other:
        text = f"{when}, {shown} stand for one object: nothing was copied on the way from one name to the other"
    else:
        text = f"{when}, {shown} stand for two objects that hold the same, so a change of one leaves the other as it is"
    desk.say(text, values, seen, seen)
