"""Questions about the first exception of a run: its class, and the line that raises it."""

from tracepile.narrate.errors import tell_error
from tracepile.narrate.model import code
from tracepile.narrate.questions.desk import CannotTellError, Desk
from tracepile.narrate.questions.flow import tell_operands
from tracepile.narrate.questions.places import in_pass, line_words


def tell_exception(desk: Desk) -> None:
    """Which exception is raised first, and where."""
    step = desk.asked.target
    event = desk.events[step]
    frame = desk.frame_at(step)
    name = (event.value or "").partition(":")[0]
    expected = str(event.line) if desk.asked.kind == "exception_line" else repr(name)
    lines = [each for each in frame.own if each < step and desk.events[each].kind == "line"]
    place = desk.places(frame.id).find(lines[-1]) if lines else None
    if event.kind != "exception" or desk.asked.answer != expected or place is None or not place.node.errors:
        raise CannotTellError
    where, claims = desk.call_words(frame)
    words, more = desk.places(frame.id).pass_words(place)
    with_pass = f", {in_pass(words)}" if words else ""
    at = lines[-1]
    desk.say(f"{where} comes to {line_words(event.line, desk.scene)}{with_pass}", [*claims, *more], at, at)
    risky = getattr(place.node.stmt, "value", None)
    if risky is not None:
        tell_operands(desk, frame, risky, at)
    told = tell_error(desk.scene, place.node, desk.moment(at, frame.id), desk.voice.at(place.node.stmt.lineno))
    desk.say_clause(told, at, step)
    desk.say(f"no exception comes before it, so the first one is {code(name)}, at line {event.line}", [], step, step)
