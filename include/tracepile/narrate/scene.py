"""A recorded run laid out for telling: its frames, who called whom, and the state at any step."""

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any, Final

from tracepile.execution.canonical import type_name
from tracepile.execution.model import Change, Event, Recording
from tracepile.execution.values import Opaque
from tracepile.narrate.cursor import Cursor
from tracepile.narrate.evaluate import MISSING, Evaluator
from tracepile.narrate.imports import find_imports
from tracepile.narrate.literals import parse_literal
from tracepile.narrate.source import FunctionNode, ScopeIndex, Source
from tracepile.narrate.tree import Node, build_tree


@dataclass(slots=True)
class Frame:
    """One call (or the module body): its events' steps in order, its parent frame and its parameters at the call."""

    id: int
    function: str
    parent: int | None
    depth: int
    line: int
    own: list[int] = field(default_factory=list)
    children: list[int] = field(default_factory=list)
    returned: int | None = None

    @property
    def called(self) -> int:
        """The step of its call event."""
        return self.own[0]

    @property
    def name(self) -> str:
        """The function's own name, without what it is defined in."""
        return self.function.rpartition(".")[2]

    @property
    def is_program_function(self) -> bool:
        """Whether it is a call of a function with a name, not of a comprehension, lambda or class body."""
        return not self.name.startswith("<")


class Scene:
    """Everything the narrator asks about one run. `seed` and `trace_id` decide the wording."""

    def __init__(self, recording: Recording, source: Source | None = None, *, trace_id: str = "") -> None:
        self.recording = recording
        self.events: Sequence[Event] = recording.events
        self.source = source or Source(recording.case.code)
        self.trace_id = trace_id
        self.imports: Mapping[str, Any] = find_imports(self.source.tree)
        self.cursor = Cursor(recording)
        self._results = Cursor(recording)
        self._types: dict[int, str] = {}
        self.frames: list[Frame] = []
        self._trees: dict[int, list[Node]] = {}
        self._lay_out()

    def _lay_out(self) -> None:
        stack: list[Frame] = []
        for event in self.events:
            if event.frame == len(self.frames):
                while stack and stack[-1].depth >= event.depth:
                    stack.pop()
                parent = stack[-1].id if stack else None
                frame = Frame(event.frame, event.function, parent, event.depth, event.line)
                self.frames.append(frame)
                if parent is not None:
                    self.frames[parent].children.append(frame.id)
                stack.append(frame)
            else:
                frame = self.frames[event.frame]
                while stack and stack[-1] is not frame and stack[-1].depth >= event.depth:
                    stack.pop()
                if not stack or stack[-1] is not frame:
                    stack.append(frame)
            frame.own.append(event.step)
            if event.kind == "return":
                frame.returned = event.step
                if stack and stack[-1] is frame:
                    stack.pop()

    def scope(self, frame: Frame) -> ScopeIndex | None:
        """Return the source of a frame's function."""
        return self.source.scope(frame.function, frame.line)

    def is_generator(self, frame: Frame) -> bool:
        """Tell whether a frame is that of a generator, which runs in pieces."""
        node = self.function_node(frame)
        return node is not None and self.source.is_generator(node)

    def tree(self, frame: int) -> list[Node] | None:
        """Return the statements a frame ran; None for a frame without statements of its own (a comprehension)."""
        if frame not in self._trees:
            scope = self.scope(self.frames[frame])
            if scope is None:
                return None
            self._trees[frame] = build_tree(self.events, self.frames[frame].own, scope)
        return self._trees[frame]

    def top_frames(self) -> list[Frame]:
        """Return the frames that no recorded frame called."""
        return [frame for frame in self.frames if frame.parent is None]

    def callees(self, frame: int, first: int, after: int | None) -> list[Frame]:
        """Return the calls of named functions that a frame made between two steps, in order.

        Calls from inside a comprehension or a lambda count as the frame's own.
        """
        end = len(self.events) if after is None else after
        found: list[Frame] = []
        for child in (self.frames[number] for number in self.frames[frame].children):
            if first < child.called < end:
                if child.is_program_function:
                    found.append(child)
                else:
                    found += self.callees(child.id, child.called, end)
        return found

    def changes(self, steps: Sequence[int]) -> list[Change]:
        """Return the changes that events made, in order."""
        return [change for step in steps for change in self.events[step].changes]

    @cached_property
    def _offsets(self) -> list[int]:
        return list(accumulate(len(event.stdout_delta) for event in self.events))

    def printed(self, first: int, after: int | None) -> str:
        """Return what was printed between two events."""
        end = len(self.recording.stdout) if after is None else self._offsets[after]
        return self.recording.stdout[self._offsets[first] : end]

    def own_between(self, frame: int, first: int, last: int) -> list[int]:
        """Return the steps of a frame's own events from `first` to `last`, both included."""
        own = self.frames[frame].own
        return own[bisect_left(own, first) : bisect_right(own, last)]

    def evaluator(self, step: int, frame: int, callees: Sequence[Frame] = ()) -> tuple[Evaluator, "CallBook | None"]:
        """Return an evaluator on the state at a step; `callees` are the calls whose results it may use."""
        names = self.cursor.names(step, frame)

        def lookup(name: str) -> Any:
            return names.get(name, MISSING)

        if not callees:
            return Evaluator(lookup, self.imports), None
        book = CallBook(self, callees)
        evaluator = book.evaluator = Evaluator(lookup, self.imports, book.answer)
        return evaluator, book

    def returned_type(self, step: int) -> str:
        """Return the type of what a return event returned."""
        if step not in self._types:
            parsed = parse_literal(self.events[step].value or "None")
            # A stand-in knows its type from its text only, which leaves out what an enumeration's member is.
            is_guess = isinstance(parsed, Opaque)
            self._types[step] = type_name(self._results.move(step).value) if is_guess else type_name(parsed)
        return self._types[step]

    def parameters(self, frame: Frame) -> list[tuple[str, str]]:
        """Return the parameters of a call with the literals bound to them, in order."""
        node = self.function_node(frame)
        if node is None:
            return []
        given = {change.path: change.value for change in self.events[frame.called].changes if change.op == "set"}
        args = node.args
        names = [arg.arg for arg in (*args.posonlyargs, *args.args, *([args.vararg] if args.vararg else []))]
        names += [arg.arg for arg in (*args.kwonlyargs, *([args.kwarg] if args.kwarg else []))]
        return [(name, value) for name in names if (value := given.get(name)) is not None]

    def function_node(self, frame: Frame) -> FunctionNode | None:
        """Return the definition of a frame's function."""
        scope = self.scope(frame)
        return scope.node if scope and isinstance(scope.node, ast.FunctionDef | ast.AsyncFunctionDef) else None


_ASKED: Final = {("len", "__len__"), ("str", "__str__")}
"""Library functions that are answered by a method of the program."""


class CallBook:
    """Answers calls to the program's functions with the results that were recorded, in the order of the calls."""

    def __init__(self, scene: Scene, callees: Sequence[Frame]) -> None:
        self.scene = scene
        self.callees = list(callees)
        self.position = 0
        self.evaluator: Evaluator | None = None
        self.frames: dict[ast.Call, list[Frame]] = {}

    def answer(self, node: ast.Call) -> Any:
        """Return the recorded result of a call, or MISSING."""
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
        for position in range(self.position, len(self.callees)):
            frame = self.callees[position]
            is_made = frame.name == "__init__" and name == self.scene.source.class_of(frame.line)
            is_asked = (name, frame.name) in _ASKED
            if (frame.name == name or is_made or is_asked) and self._fits(node, frame):
                self.position = position + 1
                self.frames.setdefault(node, []).append(frame)
                return self._result(frame)
            if frame.is_program_function and not frame.name.startswith("__"):
                break
        return MISSING

    def _result(self, frame: Frame) -> Any:
        if frame.name == "__init__":
            return MISSING
        if frame.returned is None or self.scene.is_generator(frame):
            return MISSING
        value = self.scene.events[frame.returned].value
        return MISSING if value is None else parse_literal(value)

    def _fits(self, node: ast.Call, frame: Frame) -> bool:
        """Tell whether the arguments, as far as they are known, are those that the frame was given."""
        if self.evaluator is None:
            return True
        parameters = self.scene.parameters(frame)
        if parameters and parameters[0][0] in ("self", "cls"):
            parameters = parameters[1:]
        if frame.name in ("__len__", "__str__"):
            return True
        for argument, (_, bound) in zip(node.args, parameters, strict=False):
            if isinstance(argument, ast.Starred):
                return True
            value = self.evaluator.find(argument)
            if isinstance(value, int | str | bool | type(None)) and parse_literal(bound) != value:
                return False
        return True
