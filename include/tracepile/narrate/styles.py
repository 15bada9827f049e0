"""The styles that are no story: a scratchpad of the current state, comments in the code, and raw frames.

scratchpad: after each line that changed something, the state as it is then. inline: the program's lines with the
values they set as comments. raw: the events one after the other, as structured text for mid-training.
"""

from collections.abc import Callable, Iterator
from typing import Final

from tracepile.execution.values import Opaque
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.labels import call_claim, return_claim
from tracepile.narrate.model import Claim, Step, code
from tracepile.narrate.moment import Moment
from tracepile.narrate.page import OverBudgetError
from tracepile.narrate.scene import Frame, Scene
from tracepile.narrate.show import TOO_LONG, short, whole_literal

_MAX_NAMES: Final = 10
_MAX_VALUES: Final = 4
"""Values of one name that a comment lists; of more the first ones and the last."""
_LIMIT: Final = 60


def write_scratchpad(scene: Scene, main: Frame, room: int) -> tuple[Step, ...]:
    """Write the state of the main frame after each line that changed it."""
    steps: list[Step] = []
    seen: dict[str, str] = {}
    for step, following in _lines(scene, main):
        moment = Moment(scene, following, main.id)
        state = _read_state(scene, moment)
        texts = {name: claim.literal or "" for name, (_, claim) in state.items()}
        if texts == seen:
            continue
        seen = texts
        shown = ", ".join(code(text) for text, _ in state.values())
        claims = tuple(claim for _, claim in state.values())
        steps.append(Step(step, following, f"- after line {scene.events[step].line}: {shown}", claims))
    return _within([*steps, *_write_return(scene, main)], room)


def write_inline(scene: Scene, main: Frame, room: int) -> tuple[Step, ...]:
    """Write the program with the values that each line of the main frame sets as a comment behind it."""
    values: dict[int, dict[str, list[tuple[str, Claim]]]] = {}
    for step, following in _lines(scene, main):
        changed = {_root_of(change.path) for change in scene.events[step].changes}
        state = _read_state(scene, Moment(scene, following, main.id))
        for name in state:
            if name in changed:
                values.setdefault(scene.events[step].line, {}).setdefault(name, []).append(state[name])
    claims: list[Claim] = []
    lines: list[str] = []
    for number, line in enumerate(scene.source.lines, start=1):
        comments: list[str] = []
        for told in values.get(number, {}).values():
            kept = told if len(told) <= _MAX_VALUES else [*told[: _MAX_VALUES - 1], told[-1]]
            words = [text for text, _ in kept]
            if len(kept) < len(told):
                words.insert(_MAX_VALUES - 1, "…")
            comments.append("; ".join(words))
            claims += [claim for _, claim in kept]
        bare = line.partition("  # ")[0].rstrip() if comments else line
        lines.append(f"{bare}  # {'; '.join(comments)}" if comments else line)
    last = len(scene.events) - 1
    block = "```python\n" + "\n".join(lines).rstrip("\n") + "\n```"
    return _within([Step(main.own[0], last, block, tuple(claims)), *_write_return(scene, main)], room)


def write_raw(scene: Scene, main: Frame, room: int) -> tuple[Step, ...]:
    """Write the events of the run from the main frame's call on: line by line, with what each changed."""
    steps: list[Step] = []
    for event in scene.events[main.own[0] :]:
        frame = scene.frames[event.frame]
        head = f"- step {event.step}: {event.kind}"
        if event.kind == "call" and event.step == frame.own[0]:
            state = _read_state(scene, Moment(scene, event.step, frame.id))
            claims = [call_claim(frame), *(claim for _, claim in state.values())]
            shown = "".join(f", {code(text)}" for text, _ in state.values())
            steps.append(Step(event.step, event.step, f"{head} {code(frame.name)}{shown}", tuple(claims)))
        elif event.kind == "line":
            following = next((step for step in frame.own if step > event.step), None)
            prose, claims = f"{head} {event.line}", []
            if following is not None and event.changes:
                changed = {_root_of(change.path) for change in event.changes}
                state = _read_state(scene, Moment(scene, following, frame.id))
                told = [state[name] for name in state if name in changed]
                prose += "".join(f", {code(text)}" for text, _ in told)
                claims = [claim for _, claim in told]
            last = max([event.step, *(claim.step for claim in claims)])
            steps.append(Step(event.step, last, prose, tuple(claims)))
        elif event.kind == "return":
            claim = return_claim(scene, frame, event.step)
            shown = "" if claim is None else f" {code(short(claim.literal or '', _LIMIT))}"
            steps.append(
                Step(event.step, event.step, f"{head} {code(frame.name)} returns{shown}", (claim,) if claim else ())
            )
    return _within(steps, room)


WRITERS: Final[dict[str, Callable[[Scene, Frame, int], tuple[Step, ...]]]] = {
    "scratchpad": write_scratchpad,
    "inline": write_inline,
    "raw": write_raw,
}
"""The writers of these styles: scene, main frame and room in characters to steps; raise OverBudgetError."""


def _lines(scene: Scene, frame: Frame) -> Iterator[tuple[int, int]]:
    """Yield the line events of a frame, each with the frame's next event: the state there is the state after it."""
    for step, following in zip(frame.own, frame.own[1:], strict=False):
        if scene.events[step].kind == "line":
            yield step, following


def _read_state(scene: Scene, moment: Moment) -> dict[str, tuple[str, Claim]]:
    """Return `name = value` and its claim for a frame's own variables; functions and huge values have none."""
    found: dict[str, tuple[str, Claim]] = {}
    for name, value in scene.cursor.names(moment.step, moment.frame).own.items():
        if value is MISSING or isinstance(value, Opaque) or not name.isidentifier() or len(found) == _MAX_NAMES:
            continue
        text = whole_literal(value)
        if text != TOO_LONG:
            found[name] = (f"{name} = {short(text, _LIMIT)}", moment.claim(name, value))
    return found


def _root_of(path: str) -> str:
    return path.partition("[")[0].partition(".")[0]


def _write_return(scene: Scene, frame: Frame) -> list[Step]:
    claim = None if frame.returned is None or frame.name == "<module>" else return_claim(scene, frame, frame.returned)
    if claim is None or frame.returned is None:
        return []
    prose = f"{code(frame.name)} returns {code(short(claim.literal or '', _LIMIT))}."
    return [Step(frame.returned, frame.returned, prose, (claim,))]


def _within(steps: list[Step], room: int) -> tuple[Step, ...]:
    if sum(len(step.prose) + 2 for step in steps) > room:
        raise OverBudgetError
    first = 0
    ordered: list[Step] = []
    for step in steps:  # a line of the main frame ends after the calls it makes
        first = max(first, step.first)
        ordered.append(Step(first, max(first, step.last), step.prose, step.claims))
    return tuple(ordered)
