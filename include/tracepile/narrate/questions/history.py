"""How a variable came to its value: its changes in one frame, in order."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any, Final

from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.fill import claim_value
from tracepile.narrate.literals import number_of
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, clause, follow_from, parse_path
from tracepile.narrate.page import capitalise
from tracepile.narrate.questions.desk import CannotTellError, Desk
from tracepile.narrate.questions.places import Place
from tracepile.narrate.ranges import head_of, range_claim, trend_of
from tracepile.narrate.scene import Frame
from tracepile.narrate.show import claim_literal, short, shown, whole_literal
from tracepile.narrate.tree import Node
from tracepile.narrate.wording import times

MAX_TOLD: Final = 6
_HEAD: Final = 2
_TAIL: Final = 2


@dataclass(frozen=True, slots=True)
class Turn:
    """A moment at which a path has a new value: the frame's step after which it is there, and the one that shows it."""

    step: int
    seen: int
    literal: str
    shown: str


def find_turns(desk: Desk, frame: Frame, path: str, until: int) -> list[Turn]:
    """Return the turns of a path in a frame, seen at the frame's events up to `until` (included)."""
    node = parse_path(path)
    root = path.partition("[")[0].partition(".")[0]
    turns: list[Turn] = []
    own = [step for step in frame.own if step <= until]
    known = ""
    for position, step in enumerate(own):
        before = own[position - 1] if position else step
        if position and not _may_change(desk, before, step, root):
            continue
        value = desk.moment(step, frame.id).find(node)
        literal = "" if value is MISSING else whole_literal(value)
        if literal != known and literal:
            turns.append(Turn(before, step, literal, shown(value)))
        known = literal or known
    return turns


def _may_change(desk: Desk, first: int, last: int, root: str) -> bool:
    """Tell whether anything between two events of a frame may have changed a variable."""
    for step in range(first, last):
        for change in desk.events[step].changes:
            if change.path == root or change.path.startswith((f"{root}[", f"{root}.")) or step > first:
                return True
    return False


def tell_turns(desk: Desk, frame: Frame, path: str, turns: Sequence[Turn]) -> None:
    """Tell turns as list items: all of a few, the first and the last ones of many with a sentence for the others."""
    if len(turns) <= MAX_TOLD:
        _tell_each(desk, frame, path, turns)
        return
    _tell_each(desk, frame, path, turns[:_HEAD])
    _tell_middle(desk, frame, path, turns[_HEAD - 1 : -_TAIL])
    _tell_each(desk, frame, path, turns[-_TAIL:])


def _tell_each(desk: Desk, frame: Frame, path: str, turns: Sequence[Turn]) -> None:
    """Tell turns one by one; those in a row that the head of one loop made share an item."""
    for loop, group in groupby(turns, key=lambda turn: _loop_of(desk, frame, turn)):
        if loop is None:
            for turn in group:
                _tell_turn(desk, frame, path, turn)
        else:
            _tell_loop(desk, frame, path, loop, list(group))


def _loop_of(desk: Desk, frame: Frame, turn: Turn) -> Node | None:
    """Return the execution of a `for` loop whose head made a turn; None for any other turn."""
    place = None if desk.events[turn.step].kind == "call" else desk.places(frame.id).find(turn.step)
    is_head = place is not None and isinstance(place.node.stmt, ast.For | ast.AsyncFor)
    return place.node if place is not None and is_head else None


def _tell_loop(desk: Desk, frame: Frame, path: str, loop: Node, turns: Sequence[Turn]) -> None:
    """Tell what the head of a loop sets a path to, pass after pass."""
    place = desk.places(frame.id).find(turns[0].step)
    words, claims = ("", []) if place is None else desk.places(frame.id).pass_words(place)
    desk.page.item(0, capitalise(words), claims, turns[0].step)
    now = ", then ".join(code(f"{path} = {turn.shown}") for turn in turns)
    text = desk.voice.at(loop.stmt.lineno)("loop sets").format(head=code(head_of(loop.stmt)), now=now)
    more = [_claim(desk, frame, path, turn) for turn in turns]
    desk.say(text, more, turns[0].step, turns[-1].seen)


def _tell_middle(desk: Desk, frame: Frame, path: str, turns: Sequence[Turn]) -> None:
    first, last = turns[0], turns[-1]
    count = len(turns) - 1
    body: dict[str, Any] = {
        "steps": [first.seen, last.seen],
        "first": claim_literal(first.literal),
        "last": claim_literal(last.literal),
        "n_changes": count,
    }
    text = f"{code(path)} then changes {times(count)} more"
    ends = f"from {code(first.shown)} to {code(last.shown)}"
    numbers = [number for turn in turns if (number := number_of(turn.literal)) is not None]
    trend = trend_of(numbers) if len(numbers) == len(turns) else ""
    if trend in ("grows", "falls"):
        body["trend"] = trend
        text += f", only {'growing' if trend == 'grows' else 'falling'}, {ends}"
    elif numbers and trend:
        body |= {"min": repr(min(numbers)), "max": repr(max(numbers))}
        text += f", moving between {code(body['min'])} and {code(body['max'])}, {ends}"
    else:
        text += f", {ends}"
    desk.page.item(0)
    desk.say(text, [range_claim(first.seen, frame.id, path, body, None)], first.seen, last.seen)


def _tell_turn(desk: Desk, frame: Frame, path: str, turn: Turn) -> None:
    """Tell one turn: in which pass, why, and by which statement."""
    place = desk.places(frame.id).find(turn.step)
    if desk.events[turn.step].kind == "call" or place is None:
        desk.page.item(0)
        how = "at the start" if turn.step == frame.own[0] else "then"
        desk.say(f"{how} {code(f'{path} = {turn.shown}')}", [_claim(desk, frame, path, turn)], turn.seen, turn.seen)
        return
    words, claims = desk.places(frame.id).pass_words(place)
    reason = desk.places(frame.id).reason(place, desk.voice)
    told = _tell_place(desk, frame, path, place, turn)
    claim = _claim(desk, frame, path, turn)
    desk.page.item(0, capitalise(words), claims, turn.step)
    if reason is not None and len(reason.text) + len(told.text) < 220:
        told = follow_from(reason, told)
    desk.say_clause(clause(told.text, [*told.claims, claim]), turn.step, turn.seen)


def _claim(desk: Desk, frame: Frame, path: str, turn: Turn) -> Claim:
    return claim_value("value", turn.seen, frame.id, path, desk.moment(turn.seen, frame.id).find_path(path))


def _tell_place(desk: Desk, frame: Frame, path: str, place: Place, turn: Turn) -> Clause:
    """Tell what a statement did to a path; just the new value where the statement's own words do not name it."""
    stmt = place.node.stmt
    root = path.partition("[")[0].partition(".")[0]
    told = desk.teller.describe(place.node, frame)
    if told is not None and f"`{root}" in told.text:
        return told
    line = f"line {stmt.lineno}"
    return clause(f"after {line}, {code(f'{path} = {turn.shown}')}")


def fold_claim(desk: Desk, frame: Frame, path: str, first: int, last: int) -> tuple[Claim, dict[str, Any]]:
    """Return a claim about everything a path was at the frame's events from `first` to `last`, and its body."""
    node = parse_path(path)
    texts: list[str] = []
    for step in desk.scene.own_between(frame.id, first, last):
        value = desk.moment(step, frame.id).find(node)
        if value is not MISSING:
            texts.append(claim_literal(whole_literal(value)))
    if not texts:
        raise CannotTellError
    body: dict[str, Any] = {"steps": [first, last], "first": texts[0], "last": texts[-1]}
    numbers = [number for text in texts if (number := number_of(text)) is not None]
    if len(numbers) == len(texts):
        body |= {"min": repr(min(numbers)), "max": repr(max(numbers))}
    body["n_changes"] = sum(a != b for a, b in pairwise(texts))
    return range_claim(first, frame.id, path, body, None), body


def list_values(turns: Sequence[Turn]) -> str:
    """Return the values of turns in order: `0`, `1`, `3` and `6`."""
    words = [code(short(turn.shown, 40)) for turn in turns]
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
