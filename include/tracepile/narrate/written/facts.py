"""What a model is told of a run, row by row: the facts that its prose may state, each checked before it is shown.

The template narrator decides what is told: which passes of a loop, which calls from the inside, what is summed up as a
checked range. Each step of its rationale becomes a row, and each claim of the step a fact with a slot of its own.
"""

import ast
import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import Final

from tracepile.execution.model import Event
from tracepile.narrate.labels import label_claims, label_of
from tracepile.narrate.model import Claim, Rationale, Step
from tracepile.narrate.scene import Frame, Scene
from tracepile.narrate.show import LIMIT, short

_MARK: Final = re.compile(r"\s*(?:- )?")
_NAME_CHARS: Final = 40
_MOST_ERRORS: Final = 3
_ENDS: Final = ("first", "last", "min", "max")
_COUNTS: Final = {
    "n_passes": "passes",
    "n_true": "held",
    "n": "tested",
    "n_calls": "calls",
    "max_open": "open",
    "n_visits": "visits",
    "n_changes": "changes",
    "n_frames": "frames",
    "n_starts": "starts",
}
_TRENDS: Final = {"grows": "only grows", "falls": "only falls", "constant": "stays the same", "varies": "varies"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the prose may state.

    slot: its name, unique in the plan, such as `x@12`. kind: that of its claim; `error` has none, since errors need no
    claim. of: the path, expression, condition or function it is about. text: how it appears in prose. claims: what a
    text that states it claims. is_word: `text` is no code (a count, `true`). line: the line that is about to run.
    set_by: the line that just gave this value. is_change: it tells of a change or of the way the run took, and counts
    towards the share that must be told. call: of a returned value the slot of its call.
    """

    slot: str
    kind: str
    of: str
    text: str
    claims: tuple[Claim, ...]
    is_word: bool = False
    line: int | None = None
    set_by: int | None = None
    is_change: bool = False
    call: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One paragraph or list item to be written: its trace steps, the mark it begins with, and its facts."""

    first: int
    last: int
    mark: str
    facts: tuple[Fact, ...]
    lines: tuple[int, ...]
    """Lines of the program that run in these steps."""
    n_chars: int
    """Length of what the template narrator wrote here."""
    answers: tuple[Claim, ...] = ()
    """Claims of the final answer, which the platform states itself."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All rows of one rationale, and what its facts are called."""

    rows: tuple[Row, ...]
    answer: str
    style: str
    facts: Mapping[str, Fact] = field(repr=False)
    constants: frozenset[str] = field(repr=False)
    """The literals of the program's numbers and strings, which prose may quote."""


def make_plan(scene: Scene, rationale: Rationale) -> Plan:
    """Return the rows of a rationale that the template narrator wrote and the verifier accepted."""
    names: dict[str, Fact] = {}
    changes: set[tuple[int, str]] = set()
    rows = _join_rows([_make_row(scene, step, names, changes, rationale.answer) for step in rationale.steps])
    constants = frozenset(
        repr(node.value)
        for node in ast.walk(scene.source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float | complex | str | None)
    )
    return Plan(rows, rationale.answer, rationale.style, names, constants)


def _join_rows(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Join rows without facts, of which nothing could be said, to the row after them; at the end, to the one before."""
    joined: list[Row] = []
    silent: list[Row] = []
    for row in rows:
        if not row.facts:
            silent.append(row)
            continue
        answers = tuple(claim for each in (*silent, row) for claim in each.answers)
        joined.append(replace(row, first=min(each.first for each in (*silent, row)), answers=answers))
        silent.clear()
    if silent and joined:
        answers = tuple(claim for each in (joined[-1], *silent) for claim in each.answers)
        last = max(each.last for each in (joined[-1], *silent))
        joined[-1] = replace(joined[-1], last=last, answers=answers)
    return tuple(joined)


def _make_row(scene: Scene, step: Step, names: dict[str, Fact], changes: set[tuple[int, str]], answer: str) -> Row:
    listed = [*_list_facts(scene, step, changes, answer), *_errors(scene, step)]
    found: dict[str, Fact] = {}
    for _, fact in sorted(listed, key=lambda entry: entry[0]):  # in the order of the run, as they should be told
        named = _name(fact, names)
        found.setdefault(named.slot, named)
    mark = _MARK.match(step.prose)
    lines = {event.line for event in scene.events[step.first : step.last + 1] if event.kind == "line"}
    lines |= {fact.set_by for fact in found.values() if fact.set_by is not None}
    return Row(
        step.first,
        step.last,
        mark[0] if mark else "",
        tuple(found.values()),
        tuple(sorted(lines)),
        len(step.prose),
        tuple(claim for claim in step.claims if claim.kind == "answer"),
    )


def _list_facts(scene: Scene, step: Step, changes: set[tuple[int, str]], answer: str) -> Iterator[tuple[float, Fact]]:
    """Yield the facts that a step's claims make, each with the step at which it can be told."""
    for claim in step.claims:
        for fact in _facts_of(scene, claim, changes, answer):
            yield inf if fact.kind == "answer" else claim.step, fact


def _errors(scene: Scene, step: Step) -> Iterator[tuple[float, Fact]]:
    """Yield the errors that are raised in a step's window, or by its last line, each with the step of its event."""
    seen: set[str] = set()
    for event in scene.events[step.first : step.last + 2]:
        if event.kind == "exception" and event.value and event.value not in seen and len(seen) < _MOST_ERRORS:
            seen.add(event.value)
            name = event.value.partition(":")[0]
            text = event.value if len(event.value) <= LIMIT and "\n" not in event.value else name
            yield event.step, Fact(f"error@{event.step}", "error", name, text, (), line=event.line)


def _name(fact: Fact, names: dict[str, Fact]) -> Fact:
    """Give a fact the first name that no other fact has."""
    number, slot = 1, fact.slot
    while slot in names and (names[slot].claims, names[slot].text) != (fact.claims, fact.text):
        number += 1
        slot = f"{fact.slot}#{number}"
    names[slot] = replace(fact, slot=slot)
    return names[slot]


def _facts_of(scene: Scene, claim: Claim, changes: set[tuple[int, str]], answer: str) -> Iterator[Fact]:
    line = scene.events[claim.step].line if 0 <= claim.step < len(scene.events) else None
    text = short(claim.literal) if claim.literal else ""
    at = f"@{claim.step}"
    match claim.kind:
        case "value":
            setter = _find_setter(scene, claim)
            is_change = setter is not None and (setter.step, claim.path) not in changes
            name = _plain(claim.path) or "value"
            set_by = None if setter is None else setter.line
            if setter is not None:
                changes.add((setter.step, claim.path))
            yield Fact(name + at, "value", claim.path, text, (claim,), line=line, set_by=set_by, is_change=is_change)
        case "arithmetic" if claim.path != claim.literal:
            yield Fact("expr" + at, "arithmetic", claim.path, text, (claim,), line=line)
        case "branch":
            word = (claim.literal or "").lower()
            yield Fact("cond" + at, "branch", claim.path, word, (claim,), is_word=True, line=line, is_change=True)
        case "loop":
            yield Fact("times" + at, "loop", claim.path, text, (claim,), is_word=True, line=line, is_change=True)
        case "return":
            frame = scene.frames[claim.frame]
            call = _call_fact(scene, frame) if frame.is_program_function and not scene.is_generator(frame) else None
            if call is not None:
                yield call
            slot = None if call is None else call.slot
            yield Fact("ret" + at, "return", claim.path, text, (claim,), line=line, is_change=True, call=slot)
        case "call":
            yield _call_fact(scene, scene.frames[claim.frame])
        case "range":
            yield from _range_facts(claim, line)
        case "answer" if len(answer) <= LIMIT and "\n" not in answer.strip("\n") and answer.strip():
            yield Fact("answer", "answer", claim.path, answer.strip("\n"), (claim,))


def _call_fact(scene: Scene, frame: Frame) -> Fact:
    """Return the fact that a call was made, written with its arguments."""
    claims = tuple(label_claims(scene, frame))
    return Fact(f"call@{frame.called}", "call", frame.function, label_of(scene, frame), claims, line=frame.line)


def _range_facts(claim: Claim, line: int | None) -> Iterator[Fact]:
    body = json.loads(claim.literal or "{}")
    first, last = body["steps"]
    at = f"@{first}-{last}"
    name = _plain(claim.path) or "value"
    for end in _ENDS:
        if end in body:
            yield Fact(f"{name}.{end}{at}", "range", claim.path, short(str(body[end])), (claim,), line=line)
    if body.get("trend") in _TRENDS:
        word = _TRENDS[body["trend"]]
        yield Fact(f"{name}.trend{at}", "range", claim.path, word, (claim,), is_word=True, line=line, is_change=True)
    for count, word in _COUNTS.items():
        if type(body.get(count)) is int:
            is_change = count == "n_passes"
            text = str(body[count])
            yield Fact(word + at, "range", claim.path, text, (claim,), is_word=True, line=line, is_change=is_change)
    printed = str(body.get("printed", "")).strip("\n")
    if printed.strip() and "\n" not in printed and len(printed) <= LIMIT and body.get("length", 0) <= len(printed) + 1:
        yield Fact("printed" + at, "range", claim.path, printed, (claim,), line=line, is_change=True)


def _plain(path: str) -> str:
    """Return a path that can be part of a slot's name, or nothing."""
    is_plain = len(path) <= _NAME_CHARS and not any(mark in path for mark in ("`", "{", "}", "@", "#", '"', "\\", "\n"))
    return path if is_plain else ""


def _find_setter(scene: Scene, claim: Claim) -> Event | None:
    """Return the event that just gave a path its value: a call its parameters, else the statement before."""
    if claim.frame >= len(scene.frames):
        return None
    own = scene.frames[claim.frame].own
    place = bisect_left(own, claim.step)
    event = scene.events[claim.step]
    if event.kind != "call" or event.frame != claim.frame:
        if place == 0:
            return None
        event = scene.events[own[place - 1]]
    if event.kind == "call":
        names = {change.path for change in event.changes} - {"self", "cls"}
        return event if claim.path in names else None
    return event if any(_overlap(change.path, claim.path) for change in event.changes) else None


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith((f"{other}[", f"{other}.")) or other.startswith((f"{one}[", f"{one}."))
