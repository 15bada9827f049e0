"""Reading the state of a run: what every variable held when an event fired."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracepile.execution.copying import copy_values
from tracepile.execution.heap import Heap
from tracepile.execution.values import Value

if TYPE_CHECKING:
    from tracepile.execution.model import Event


@dataclass(frozen=True, slots=True)
class FrameInfo:
    """A frame of the program: `parent` is the frame below it on the stack at its first call, None at the bottom."""

    frame: int
    function: str
    parent: int | None
    depth: int
    first_line: int
    first_step: int


class State:
    """What is visible from one frame at one event, before the event's line executes.

    `variables` are the frame's own variables and those of enclosing functions that it uses, `globals` those of the
    module, `stack` the ids of the frames on the stack, the outermost first. Values alias each other as in the program.
    A function frame sees globals that no variable of its own hides: see `lookup`.
    """

    __slots__ = ("_frames", "_module", "frame", "stack", "value")

    def __init__(
        self, frame: int, stack: Sequence[int], frames: Mapping[int, dict[str, Value]], module: int | None, value: Value
    ) -> None:
        self.frame = frame
        self.stack = tuple(stack)
        self.value = value  # at an event `return`: what is returned
        self._frames = frames
        self._module = module

    @property
    def variables(self) -> dict[str, Value]:
        """The variables of the frame."""
        return self._frames[self.frame]

    @property
    def globals(self) -> dict[str, Value]:
        """The variables of the module."""
        return {} if self._module is None else self._frames[self._module]

    @property
    def parent(self) -> int | None:
        """The frame that called this one, if a frame of the program did."""
        place = self.stack.index(self.frame)
        return self.stack[place - 1] if place else None

    def lookup(self, name: str) -> Value:
        """The value of a name as seen from the frame. Raises KeyError for a name that is not defined (yet)."""
        variables = self.variables
        return variables[name] if name in variables else self.globals[name]

    def is_defined(self, name: str) -> bool:
        """Is this name defined, as seen from the frame?"""
        return name in self.variables or name in self.globals

    def seen_from(self, frame: int) -> State:
        """The same state seen from another frame on the stack. Raises KeyError for a frame that is not."""
        if frame not in self.stack:
            raise KeyError(frame)
        return State(frame, self.stack, self._frames, self._module, self.value)

    def copy(self) -> State:
        """A state that lasts: later steps do not change it."""
        wanted = {frame: self._frames[frame] for frame in (*self.stack, *_listed(self._module))}
        *copied, value = copy_values([*wanted.values(), self.value])
        return State(self.frame, self.stack, dict(zip(wanted, copied, strict=True)), self._module, value)


def replay_events(events: Sequence[Event]) -> Iterator[tuple[Event, State]]:
    """Yield each event with the state at it. The state is only valid until the next step."""
    heap = Heap()
    for event in events:
        _advance(heap, event)
        yield event, _look(heap, event)


def state_at(events: Sequence[Event], step: int, frame: int | None = None) -> State:
    """The state when event `step` fired; see `Recording.state_at`."""
    event = events[step]
    if step < 0:
        raise IndexError(step)
    state = _cursor.move(events, step, event)
    return (state if frame is None else state.seen_from(frame)).copy()


def list_frames(events: Sequence[Event]) -> tuple[FrameInfo, ...]:
    """All frames in the order of their ids."""
    found: dict[int, FrameInfo] = {}
    stack: list[int] = []
    for event in events:
        if event.kind != "call":
            continue
        del stack[event.depth :]
        if event.frame not in found:
            parent = stack[-1] if stack else None
            found[event.frame] = FrameInfo(event.frame, event.function, parent, event.depth, event.line, event.step)
        stack.append(event.frame)
    return tuple(found[frame] for frame in sorted(found))


class _Cursor:
    """Remembers the fold of the last recording that was asked, so that asking step after step stays cheap."""

    def __init__(self) -> None:
        self.events: Sequence[Event] = ()
        self.heap = Heap()
        self.next_step = 0

    def move(self, events: Sequence[Event], step: int, event: Event) -> State:
        if events is not self.events or step < self.next_step - 1:
            self.events, self.heap, self.next_step = events, Heap(), 0
        while self.next_step <= step:
            _advance(self.heap, events[self.next_step])
            self.next_step += 1
        return _look(self.heap, event)


_cursor = _Cursor()


def _advance(heap: Heap, event: Event) -> None:
    heap.value = None
    heap.apply(event.kind, event.frame, event.depth, json.loads(event.heap))


def _look(heap: Heap, event: Event) -> State:
    return State(event.frame, heap.stack, heap.variables, heap.module, heap.value)


def _listed(module: int | None) -> tuple[int, ...]:
    return () if module is None else (module,)
