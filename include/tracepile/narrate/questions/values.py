"""Questions about the value of a variable at some moment: its way to that value, and the value."""

from tracepile.narrate.model import code
from tracepile.narrate.questions.desk import CannotTellError, Desk
from tracepile.narrate.questions.history import Turn, find_turns, fold_claim, tell_turns
from tracepile.narrate.questions.places import line_words
from tracepile.narrate.scene import Frame
from tracepile.narrate.wording import count_of


def tell_final_value(desk: Desk) -> None:
    """The value of a variable when its call returns, or at the end of the program."""
    step, path = desk.asked.target, desk.asked.name
    frame = desk.frame_at(step)
    _tell_way(desk, frame, path, step)
    is_module = frame.name == "<module>"
    end = "at the end of the program" if is_module else f"when {desk.call_words(frame)[0]} returns"
    desk.conclude(f"{end}, {code(f'{path} = {_shown(desk, frame, path, step)}')}", step, frame.id, path)


def tell_value_after_line(desk: Desk) -> None:
    """The value of a variable or element just after a visit of a line."""
    step, path, line = desk.asked.target, desk.asked.name, desk.asked.at_line
    frame = desk.frame_at(step)
    seen = desk.following(step)
    _tell_way(desk, frame, path, seen)
    words = f"just after {line_words(line, desk.scene)} has run {_time(desk)}"
    desk.conclude(f"{words}, {code(f'{path} = {_shown(desk, frame, path, seen)}')}", seen, frame.id, path)


def tell_value_at_iteration(desk: Desk) -> None:
    """The value of a variable at the end of an iteration of a loop."""
    step, path = desk.asked.target, desk.asked.name
    frame = desk.frame_at(step)
    place = desk.places(frame.id).find(step)
    if place is None or desk.asked.visit is None:
        raise CannotTellError
    heads = [head for head in place.node.heads if head > step]
    if not heads:
        raise CannotTellError
    seen = heads[0]
    _tell_way(desk, frame, path, seen)
    words = f"at the end of iteration {desk.asked.visit} of the loop"
    desk.conclude(f"{words}, {code(f'{path} = {_shown(desk, frame, path, seen)}')}", seen, frame.id, path)


def tell_first_visit_when(desk: Desk) -> None:
    """The iteration of a loop in which a variable first gets a value."""
    step, path, line = desk.asked.target, desk.asked.name, desk.asked.at_line
    frame = desk.frame_at(step)
    seen = desk.following(step)
    _tell_way(desk, frame, path, seen)
    place = desk.places(frame.id).find(step)
    passes = [] if place is None else [(node, number) for node, number in place.passes if node.stmt.lineno == line]
    if not passes or str(passes[-1][1] + 1) != desk.asked.answer:
        raise CannotTellError
    value = _shown(desk, frame, path, seen)
    text = (
        f"so {code(f'{path} = {value}')} is first reached in iteration {desk.asked.answer} of the loop at line {line}"
    )
    desk.say(text, [desk.moment(seen, frame.id).claim(path, desk.moment(seen, frame.id).find_path(path))], seen, seen)


def tell_type(desk: Desk) -> None:
    """The type of a variable's value just after a visit of a line."""
    step, path, line = desk.asked.target, desk.asked.name, desk.asked.at_line
    frame = desk.frame_at(step)
    seen = desk.following(step)
    turns = find_turns(desk, frame, path, seen)
    if not turns:
        raise CannotTellError
    desk.say(desk.voice.at(line)("last change").format(path=code(path)))
    tell_turns(desk, frame, path, turns[-1:])
    desk.teller.resume(0)
    moment = desk.moment(seen, frame.id)
    value = moment.find_path(path)
    claim = moment.claim(path, value)
    if repr(claim.type) != desk.asked.answer:
        raise CannotTellError
    words = f"after {line_words(line, desk.scene)} has run {_time(desk)}"
    shown = _shown(desk, frame, path, seen)
    desk.say(
        f"{words}, {code(f'{path} = {shown}')}, and the type of this value is {code(claim.type or '')}",
        [claim],
        seen,
        seen,
    )


def tell_n_changes(desk: Desk) -> None:
    """How often a variable changes in one call."""
    step, path = desk.asked.target, desk.asked.name
    frame = desk.frame_at(step)
    turns = _tell_way(desk, frame, path, step)
    claim, body = fold_claim(desk, frame, path, frame.own[0], step)
    if str(body["n_changes"]) != desk.asked.answer or len(turns) - 1 != body["n_changes"]:
        raise CannotTellError
    text = desk.voice.at(frame.line)("changes").format(count=count_of(len(turns) - 1, "change"))
    desk.say(text, [claim], frame.own[0], step)


def tell_extreme(desk: Desk) -> None:
    """The largest or smallest value that a variable has in one call."""
    path = desk.asked.name
    frame = desk.frame_at(desk.asked.target)
    end = frame.own[-1]
    _tell_way(desk, frame, path, end)
    is_max = desk.asked.kind == "max_value"
    claim, body = fold_claim(desk, frame, path, frame.own[0], end)
    if body.get("max" if is_max else "min") != desk.asked.answer:
        raise CannotTellError
    word = "largest" if is_max else "smallest"
    text = desk.voice.at(frame.line)("extreme").format(word=word, value=code(desk.asked.answer))
    desk.say(text, [claim], frame.own[0], end)


def _tell_way(desk: Desk, frame: Frame, path: str, until: int) -> list[Turn]:
    """Tell how a path got its values up to a step, and return to a paragraph."""
    turns = find_turns(desk, frame, path, until)
    if not turns:
        raise CannotTellError
    where, claims = desk.call_words(frame)
    text = desk.voice.at(frame.line)("way").format(path=code(path), where=where)
    desk.say(text, claims, frame.own[0], frame.own[0])
    tell_turns(desk, frame, path, turns)
    desk.teller.resume(0)
    return turns


def _shown(desk: Desk, frame: Frame, path: str, step: int) -> str:
    return desk.moment(step, frame.id).show(desk.moment(step, frame.id).find_path(path), 200).strip("`").strip()


def _time(desk: Desk) -> str:
    visit = desk.asked.visit or 1
    return "for the first time" if visit == 1 else f"{visit} times"
