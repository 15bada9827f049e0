"""Narrate a run: from its recording to the rationale of its own answer."""

import ast
from typing import Final

from tracepile.execution.model import Outcome, Recording
from tracepile.narrate.detail import LEVELS, Detail
from tracepile.narrate.labels import is_plain_constructor, label_claims, label_of, return_claim
from tracepile.narrate.model import CHARS_PER_TOKEN, Claim, Rationale, Step, code, render_answer
from tracepile.narrate.moment import Moment, clause
from tracepile.narrate.page import OverBudgetError, Page, join_words
from tracepile.narrate.scene import Frame, Scene
from tracepile.narrate.show import short
from tracepile.narrate.styles import WRITERS
from tracepile.narrate.teller import Teller
from tracepile.narrate.voice import Voice

_COMPACT_LEVELS: Final = tuple(level for level in LEVELS if level.is_compact)


class NotNarratedError(Exception):
    """A run or question that gets no rationale. `reason` is the short word of the reject."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def narrate_run(
    recording: Recording, *, seed: int = 0, trace_id: str = "", style: str = "full", max_tokens: int = 1_500
) -> Rationale:
    """Explain a run step by step, ending in its answer. Raises NotNarratedError."""
    return narrate_scene(Scene(recording, trace_id=trace_id), seed=seed, style=style, max_tokens=max_tokens)


def narrate_scene(scene: Scene, *, seed: int = 0, style: str = "full", max_tokens: int = 1_500) -> Rationale:
    """Explain the run of a scene. Raises NotNarratedError."""
    recording = scene.recording
    if recording.outcome not in (Outcome.OK, Outcome.EXCEPTION):
        raise NotNarratedError("outcome", f"A run that ends as {recording.outcome} has no answer to explain.")
    if recording.truncated:
        raise NotNarratedError("truncated", "The recording stops before the run ends.")
    if not scene.events:
        raise NotNarratedError("no_events", "Nothing of the program itself ran.")
    answer = answer_of(recording)
    voice = Voice(seed, scene.trace_id)
    room = int(max_tokens * CHARS_PER_TOKEN) - len(render_answer(answer)) - 2
    if room < 80:
        raise NotNarratedError("too_long", f"The answer alone takes {len(answer)} characters.")
    if style in WRITERS:
        try:
            return Rationale(_with_answer(_write_style(scene, style, room), scene, answer), answer, style)
        except OverBudgetError:
            raise NotNarratedError("too_long", f"This run does not fit into {max_tokens} tokens as {style}.") from None
    for detail in _COMPACT_LEVELS if style == "compact" else LEVELS:
        page = Page(room)
        try:
            _write_run(scene, page, detail, voice)
        except OverBudgetError:
            continue
        steps = page.finish()
        return Rationale(_with_answer(steps, scene, answer), answer, style)
    raise NotNarratedError("too_long", f"No narration fits into {max_tokens} tokens.")


def answer_of(recording: Recording) -> str:
    """Return a run's answer: the result's literal, the output, or the exception."""
    if recording.outcome is Outcome.EXCEPTION and recording.error is not None:
        error = recording.error
        return f"{error.type}: {error.message}" if error.message else error.type
    return recording.stdout if recording.case.call is None else recording.result or "None"


def _with_answer(steps: tuple[Step, ...], scene: Scene, answer: str) -> tuple[Step, ...]:
    recording = scene.recording
    last = len(scene.events) - 1
    frame = scene.events[last].frame
    if recording.outcome is Outcome.EXCEPTION:
        path, kind = "exception", None
    elif recording.case.call is None:
        path, kind = "stdout", "str"
    else:
        path, kind = recording.case.call, recording.result_type
    claim = Claim("answer", last, frame, path, answer, kind)
    final = steps[-1] if steps else Step(0, last, "")
    return (*steps[:-1], Step(final.first, max(last, final.last), final.prose, (*final.claims, claim)))


def _write_style(scene: Scene, style: str, room: int) -> tuple[Step, ...]:
    """Write a run in one of the styles that are no story."""
    frames = scene.top_frames()
    main = None if scene.recording.case.call is None else _find_main(scene, frames[1:])
    return WRITERS[style](scene, main or frames[0], room)


def _write_run(scene: Scene, page: Page, detail: Detail, voice: Voice) -> None:
    teller = Teller(scene, page, detail, voice)
    frames = scene.top_frames()
    if scene.recording.case.call is None:
        teller.tell_block(scene.tree(frames[0].id) or [], frames[0], 0)
    else:
        _write_call(scene, teller, frames)
    last = len(scene.events) - 1
    if scene.recording.outcome is Outcome.EXCEPTION:
        teller.say(clause(voice.at(0)("uncaught")), last, last)
    elif scene.recording.case.call is None and not scene.recording.stdout:
        teller.say(clause(voice.at(0)("no_output")), last, last)
    teller.flush()


def _write_call(scene: Scene, teller: Teller, frames: list[Frame]) -> None:
    """Tell the frames of the call itself; what only builds its arguments is summed up."""
    if scene.recording.outcome is Outcome.EXCEPTION and len(frames) == 1:  # the module body itself failed
        teller.tell_block(scene.tree(frames[0].id) or [], frames[0], 0)
        return
    _write_constants(scene, teller, frames)
    main = _find_main(scene, frames[1:])
    for frame in frames[1:]:
        if frame is main or (main is None and scene.tree(frame.id) is not None):
            teller.tell_frame(frame, 0)
        elif not is_plain_constructor(scene, frame):
            _write_summary(scene, teller, frame)
    if main is None and len(frames) == 1:
        last = len(scene.events) - 1
        teller.say(clause(teller.voice.at(0)("by_library")), last, last)


def _find_main(scene: Scene, frames: list[Frame]) -> Frame | None:
    """Return the frame of the function that the call names; the last one where no name fits (a decorator's wrapper)."""
    call = ast.parse(scene.recording.case.call or "", mode="eval").body
    function = call.func if isinstance(call, ast.Call) else call
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    told = [frame for frame in frames if scene.tree(frame.id) is not None]
    named = [frame for frame in told if frame.name == name]
    return (named or told)[-1] if told else None


def _write_summary(scene: Scene, teller: Teller, frame: Frame) -> None:
    """Tell a call that builds an argument by its result."""
    claim = None if frame.returned is None else return_claim(scene, frame, frame.returned)
    if claim is None or frame.returned is None:
        return
    value = scene.events[frame.returned].value or ""
    name = code(label_of(scene, frame)) if frame.is_program_function else "the lambda function"
    text = teller.voice.at(frame.line)("given").format(call=name, value=code(short(value)))
    teller.say(clause(text, [*label_claims(scene, frame), claim]), frame.called, frame.returned)


def _write_constants(scene: Scene, teller: Teller, frames: list[Frame]) -> None:
    """Tell the module's variables that the functions that ran read."""
    if len(frames) < 2 or frames[0].returned is None:
        return
    moment = Moment(scene, frames[1].called, frames[1].id)
    ran = {frame.function for frame in scene.frames[1:]}
    read: dict[str, None] = {}
    for frame in scene.frames[1:]:
        node = scene.function_node(frame)
        if node is None or frame.function not in ran:
            continue
        ran.discard(frame.function)
        bound = {arg.arg for arg in ast.walk(node.args) if isinstance(arg, ast.arg)}
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load) and part.id not in bound:
                read[part.id] = None
    module_names = {
        part.id
        for stmt in scene.source.tree.body
        if not isinstance(stmt, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        for part in ast.walk(stmt)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }
    described = [each for name in read if name in module_names and (each := moment.described(name)) is not None]
    if described:
        words = join_words([text for text, _ in described[:6]])
        claims = [claim for _, each in described[:6] for claim in each]
        text = teller.voice.at(0)("module").format(words)
        teller.say(clause(text, claims), frames[1].called, frames[1].called)
