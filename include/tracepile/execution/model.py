"""The shapes of a recorded run: what is asked for, what came out, and the events in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracepile.execution.state import FrameInfo, State

TRACER_FAST = "fast/2"
TRACER_REFERENCE = "reference/2"

EVENT_KINDS = ("call", "line", "return", "exception")


class Outcome(StrEnum):
    """How a run ended. `truncated` is a flag beside it, not an outcome."""

    OK = "ok"
    EXIT = "exit"
    EXCEPTION = "exception"
    TIME_LIMIT = "time_limit"
    LINE_LIMIT = "line_limit"
    WALL_LIMIT = "wall_limit"
    MEMORY_LIMIT = "memory_limit"
    OUTPUT_LIMIT = "output_limit"
    CRASH = "crash"
    REFUSED = "refused"
    NONDETERMINISTIC = "nondeterministic"
    UNTRUSTED = "untrusted"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Case:
    """A program and one input: exactly one of `call` (an expression) and `stdin` (a text)."""

    code: str
    call: str | None = None
    stdin: str | None = None

    def __post_init__(self) -> None:
        if (self.call is None) == (self.stdin is None):
            raise ValueError("A case needs exactly one of `call` and `stdin`.")


@dataclass(frozen=True, slots=True)
class Limits:
    """The budgets of one run. Reaching one of the first two, or `max_trace_bytes`, truncates the trace.

    `max_nodes` bounds the work of the reference tracer: objects and elements visited in all. `max_value_chars` bounds
    one literal inside events; a longer one is cut with the marker `…[len=N sha256=XXXXXXXX]`. `max_lines` ends a run
    under the line tracer, which has no trace to cut: unlike processor time it is the same on every machine.
    """

    max_events: int = 20_000
    max_nodes: int = 2_000_000
    max_value_chars: int = 2_000
    max_lines: int = 250_000
    max_output_bytes: int = 1_048_576
    max_trace_bytes: int = 64 * 1024 * 1024
    memory_mb: int = 512
    cpu_s: float = 10.0
    wall_s: float = 30.0

    def to_dict(self) -> dict[str, Any]:
        """The limits as plain JSON values, for a request or a receipt."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ErrorInfo:
    """An error of the program. `line` is the line of its own source that raised it or that it last passed."""

    type: str
    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One effect of executing an event's line. `value` and `type` are None when the path was deleted."""

    path: str
    op: str
    value: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a run.

    `changes` are the effects of executing the line; `heap` holds the operations that lead from the exact state at
    the previous event to the exact state at this one (before the line executes); `stdout_delta` is what was printed
    between the previous event and this one. `visit` counts from 1 how often this line ran in this frame.
    """

    step: int
    kind: str
    frame: int
    depth: int
    function: str
    line: int
    visit: int
    changes: tuple[Change, ...] = ()
    value: str | None = None
    stdout_delta: str = ""
    heap: str = "[]"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a run was made with."""

    python: str
    tracer: str
    limits: dict[str, Any]
    hash_seed: int
    sandbox_level: str
    trace_sha256: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The receipt as plain JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded run of one case.

    `result` is the canonical literal of the returned value of a `call` case, whole; `arguments_after` the canonical
    literals of the call's arguments after the call, written as in the call (`[1, 2], k=3`). `lines` are the lines
    that ran, where the run was made for line coverage.
    """

    case: Case
    outcome: Outcome
    receipt: Receipt
    exit_status: int | None = None
    result: str | None = None
    result_type: str | None = None
    stdout: str = ""
    error: ErrorInfo | None = None
    n_events: int = 0
    truncated: bool = False
    events: Sequence[Event] = field(default=(), repr=False)
    lines: frozenset[int] | None = None
    arguments_after: str | None = None
    duration_s: float = 0.0

    def replay(self) -> Iterator[tuple[Event, State]]:
        """Yield every event with the state at it, forward, in time proportional to the changes.

        The state is a cursor: it is valid until the next step; keep `state.copy()` of what must last.
        """
        from tracepile.execution.state import replay_events

        return replay_events(self.events)

    def state_at(self, step: int, frame: int | None = None) -> State:
        """The exact state when event `step` fired, seen from `frame` (by default the frame of the event).

        Raises IndexError for a step that does not exist and KeyError for a frame not on the stack at that step.
        """
        from tracepile.execution.state import state_at

        return state_at(self.events, step, frame)

    def frames(self) -> tuple[FrameInfo, ...]:
        """Every frame of the run, by id: its function, its parent frame, its depth and its first line."""
        from tracepile.execution.state import list_frames

        return list_frames(self.events)

    def frame_info(self, frame: int) -> FrameInfo:
        """What is known of one frame. Raises IndexError for a frame that does not exist."""
        return self.frames()[frame]
