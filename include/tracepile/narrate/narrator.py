"""Narrate a run: from its recording to the rationale of its own answer."""

import ast
from typing import Final

from tracepile.execution.model import Outcome, Recording
from tracepile.narrate.detail import LEVELS, Detail
from tracepile.narrate.model import CHARS_PER_TOKEN, Claim, Rationale, Step, render_answer
from tracepile.narrate.moment import Moment, clause
from tracepile.narrate.page import OverBudgetError, Page, join_words
from tracepile.narrate.scene import Frame, Scene
from tracepile.narrate.show import claim_literal
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
    for detail in _COMPACT_LEVELS if style == "compact" else LEVELS:
        page = Page(room)
        try:
            _write_run(scene, page, detail, voice)
        except OverBudgetError:
            continue
        steps = page.steps()
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


def _write_run(scene: Scene, page: Page, detail: Detail, voice: Voice) -> None:
    teller = Teller(scene, page, detail, voice)
    frames = scene.top_frames()
    page.paragraph()
    if scene.recording.case.call is None:
        _write_module(scene, teller, frames[0])
    else:
        _write_constants(scene, teller, frames)
        for frame in frames[1:]:
            if scene.tree(frame.id) is None:
                _write_opaque(scene, teller, frame)
            else:
                teller.tell_frame(frame, 0)
        if len(frames) == 1:
            _write_result_only(scene, teller)
    if scene.recording.outcome is Outcome.EXCEPTION:
        last = len(scene.events) - 1
        teller.say(
            clause(
                voice.pick(
                    "uncaught",
                    0,
                    (
                        "nothing catches it, so the run ends with this error",
                        "the error is not caught, and the run ends",
                    ),
                )
            ),
            last,
            last,
        )
    elif scene.recording.case.call is None and not scene.recording.stdout:
        last = len(scene.events) - 1
        teller.say(clause("the program ends without printing anything"), last, last)
    teller.flush()


def _write_module(scene: Scene, teller: Teller, frame: Frame) -> None:
    skipped = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    nodes = [
        node
        for node in scene.tree(frame.id) or []
        if not isinstance(node.stmt, skipped)
        and not (isinstance(node.stmt, ast.Expr) and isinstance(node.stmt.value, ast.Constant))
    ]
    teller.tell_block(nodes, frame, 0)


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
        teller.say(clause(f"the module defines {words}", claims), frames[1].called, frames[1].called)


def _write_opaque(scene: Scene, teller: Teller, frame: Frame) -> None:
    if frame.returned is None:
        return
    value = scene.events[frame.returned].value or "None"
    claim = Claim("return", frame.returned, frame.id, frame.function, claim_literal(value))
    teller.say(clause(f"the expression gives `{value}`", [claim]), frame.called, frame.returned)


def _write_result_only(scene: Scene, teller: Teller) -> None:
    last = len(scene.events) - 1
    teller.say(clause("the call is answered by a library function, without a step of the program itself"), last, last)
