"""Questions about one moment, and about two: a value before a line, a length, the difference between two visits."""

import ast

from tracepile.narrate.fill import claim_value
from tracepile.narrate.literals import number_of
from tracepile.narrate.model import code
from tracepile.narrate.questions.desk import CannotTellError, Desk
from tracepile.narrate.questions.history import Turn, find_turns, tell_turns
from tracepile.narrate.questions.places import line_words
from tracepile.narrate.scene import Frame
from tracepile.narrate.show import whole_literal


def tell_value_before(desk: Desk) -> None:
    """The value of a variable just before a visit of a line."""
    step, path = desk.asked.target, desk.asked.name
    frame = desk.frame_at(step)
    tell_changes(desk, frame, path, step)
    shown = desk.moment(step, frame.id).show(desk.moment(step, frame.id).find_path(path), 200).strip("`").strip()
    words = f"just before {line_words(desk.asked.at_line, desk.scene)} runs {desk.time_words()}"
    desk.conclude(f"{words}, {code(f'{path} = {shown}')}", step, frame.id, path)


def tell_length(desk: Desk) -> None:
    """The length of a list, tuple or text just after a visit of a line."""
    step, path = desk.asked.target, desk.asked.name
    frame = desk.frame_at(step)
    seen = desk.following(step)
    turns = find_turns(desk, frame, path, seen)
    if not turns:
        raise CannotTellError
    desk.say(desk.voice.at(desk.asked.at_line)("last change").format(path=code(path)))
    tell_turns(desk, frame, path, turns[-1:])
    desk.teller.resume(0)
    moment = desk.moment(seen, frame.id)
    explained = moment.explain(ast.parse(f"len({path})", mode="eval").body)
    if not explained.is_known or explained.literal != desk.asked.answer:
        raise CannotTellError
    claims = [claim_value("arithmetic", seen, frame.id, f"len({path})", explained.value)]
    desk.say(f"counting what it holds then, {code(f'len({path}) = {explained.literal}')}", claims, seen, seen)


def tell_difference(desk: Desk) -> None:
    """By how much a number is larger after a visit of a line than after the visit before that set it."""
    step, path, line = desk.asked.target, desk.asked.name, desk.asked.at_line
    frame = desk.frame_at(step)
    later = desk.following(step)
    own = [each for each in frame.own if each < step]
    visits = [each for each in own if desk.events[each].kind == "line" and desk.events[each].line == line]
    setting = [each for each in visits if any(change.path == path for change in desk.events[each].changes)]
    if not setting:
        raise CannotTellError
    earlier = desk.following(setting[-1])
    tell_changes(desk, frame, path, later)
    values = [desk.moment(seen, frame.id).find_path(path) for seen in (earlier, later)]
    texts = [whole_literal(value) for value in values]
    first, last = (number_of(text) for text in texts)
    if not isinstance(first, int) or not isinstance(last, int) or str(last - first) != desk.asked.answer:
        raise CannotTellError
    for seen, text, value, visit in zip((earlier, later), texts, values, (setting[-1], step), strict=True):
        number = desk.events[visit].visit
        words = f"after visit {number} of {line_words(line, desk.scene)}"
        desk.say(
            f"{words}, {code(f'{path} = {text}')}", [claim_value("value", seen, frame.id, path, value)], seen, seen
        )
    sum_text = f"{texts[1]} - {texts[0] if first >= 0 else f'({texts[0]})'}"
    claim = claim_value("arithmetic", later, frame.id, sum_text, last - first)
    desk.say(f"the difference is {code(f'{sum_text} = {last - first}')}", [claim], later, later)


def tell_changes(desk: Desk, frame: Frame, path: str, until: int) -> list[Turn]:
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
