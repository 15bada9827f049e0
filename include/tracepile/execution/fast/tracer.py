"""The fast tracer's hooks."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from json.encoder import encode_basestring_ascii as quote
from types import CodeType, FrameType, MethodType
from typing import Any

from tracepile.execution.codes import Code, list_code_objects, list_codes
from tracepile.execution.fast.facts import Facts
from tracepile.execution.fast.frame import Frame
from tracepile.execution.fast.heap import FastHeap
from tracepile.execution.fast.line_hook import make_line_hook
from tracepile.execution.fast.plans import Plan, Planner
from tracepile.execution.fast.resolve import NOTHING
from tracepile.execution.fast.stream import EVENTS_PER_CHUNK, Stream
from tracepile.execution.fast.tools import list_tools
from tracepile.execution.fast.variables import Variables
from tracepile.execution.model import Limits
from tracepile.execution.recursion import RecursionMargin
from tracepile.execution.streams import Output
from tracepile.execution.tracing import RETURNS, SILENT, YIELDS, describe_raised
from tracepile.execution.tracker import BudgetSpentError
from tracepile.execution.traits import Traits
from tracepile.execution.weak_values import WeakValues

_COLLECTED_AT = 20_000
"""New containers after which the interpreter looks for garbage. It does so after 700 by itself, and each time it walks
over what the tracer keeps. A program that could notice when is left to the reference."""

_get_trace = sys.gettrace  # what programs find under that name says nothing


class NotFollowedError(Exception):
    """The program did what the fast tracer cannot follow: an audit found a difference."""


class FastTracer:
    """Records the events of one program; see `ReferenceTracer` for the arguments.

    `emit` takes chunks of the stream described in `steps`. `failure` is set where the run must be recorded by the
    reference instead.
    """

    def __init__(
        self,
        module: CodeType,
        facts: Facts,
        limits: Limits,
        emit: Callable[[str], None],
        output: Output,
        *,
        traits: Traits,
        margin: RecursionMargin,
    ) -> None:
        self.failure: Exception | None = None
        self.limits = limits
        self.truncated = False
        self.is_running = False
        self.stream = Stream(limits, emit, output)
        self.heap = FastHeap(limits, traits, self.stream.put)
        self._is_torn = False  # in the middle of a comparison: there is nothing to audit
        self._margin = margin
        self._traits = traits
        self._facts = facts
        self._module = module
        self._codes = list_codes(module)
        self._stack: list[Frame] = []
        self._variables = Variables(self.heap, self._stack, list_code_objects(module))
        self._suspended: WeakValues[Frame] = WeakValues()
        self._n_frames = 0
        self._next_audit = 0
        # By id of a code object: the plans of its lines, and its variables, all unbound.
        self._layouts: dict[int, tuple[dict[int, Plan], dict[str, Any]]] = {}
        self._planner: Planner | None = None
        self._on_call = self._trace_call
        self._trace_frame = make_line_hook(self)

    # Life

    def start(self) -> None:
        """Begin to trace the frames made from now on."""
        self.is_running = True
        self._thresholds = gc.get_threshold()
        gc.set_threshold(_COLLECTED_AT, *self._thresholds[1:])
        sys.settrace(self._on_call)

    def stop(self) -> None:
        """Trace no more and let go of every object of the program; the events so far are emitted."""
        if self.is_intact():
            self._audit()
        was_running, self.is_running = self.is_running, False
        if was_running:
            sys.settrace(None)
            gc.set_threshold(*self._thresholds)
        self.stream.flush()
        self._stack.clear()
        self._suspended.clear()
        self._variables.clear()
        self._layouts, self._planner = {}, None
        self.heap.clear()
        if was_running:
            self._margin.close()  # last, for all of the above may need it

    def is_intact(self) -> bool:
        """Is this tracer still the one installed, as far as it should be?"""
        return not self.is_running or _get_trace() == self._on_call

    @property
    def n_events(self) -> int:
        """Events recorded so far."""
        return self.stream.n_events

    def end_chunk(self) -> None:
        """Go on after a full chunk, with an audit now and then: their cost is kept small beside that of the events."""
        if not self.stream.end_chunk():
            self._truncate()
        elif self.n_events >= self._next_audit:
            self._audit()
            if self.failure is not None:
                self._truncate()
                return
            roots = list(self._variables.shown.values())
            for frame in (*self._stack, *self._suspended.values()):
                roots.extend(frame.kept.values())
            self.heap.forget_all_but([root for root in roots if root is not NOTHING])
            self._next_audit = self.n_events + 2 * EVENTS_PER_CHUNK + 8 * len(self.heap.table) + self.heap.size

    def _audit(self) -> None:
        """Compare everything: nothing may have changed that no event shows."""
        is_whole = self.is_running and not self._is_torn and self.failure is None
        if is_whole and not (self.heap.is_exact() and self._variables.are_exact()):
            self.failure = NotFollowedError("an audit found a difference")

    def _truncate(self) -> None:
        self.truncated = True
        self.stop()

    # Hooks

    def _trace_call(self, python: FrameType, _event: str, _argument: Any) -> Any:
        if self._margin.is_exhausted():
            self._margin.refuse_call()
            return None
        made = python.f_code
        code = self._codes.get(id(made))
        if code is None or not self.is_running:
            return None
        try:
            return self._enter(made, code, python)
        except Exception as error:
            self.take_fault(error)
        return None

    def _enter(self, made: CodeType, code: Code, python: FrameType) -> Any:
        stack, stream = self._stack, self.stream
        if stack:
            caller = stack[-1]
            after = caller.plan.after
            if after is not None:
                assert caller.python is not None
                after(caller, caller.python.f_locals)
        elif self._variables.module >= 0:  # the harness calls, after it has evaluated the arguments
            self.heap.look_at_all()
            self._variables.look_at_module()
        known = None if python.f_trace is None else getattr(python.f_trace, "__self__", None)
        if isinstance(known, Frame) and known.tracer is self:  # a generator is resumed
            frame = known
            token = f"C{frame.number} {python.f_lineno or frame.line()}"
            self._resume(frame, python.f_locals)
        else:
            frame = self._make_frame(made, code, python)
            token = f"C{frame.number} {python.f_lineno or code.first_line} {code.name}"
        frame.python = python
        stack.append(frame)
        if stream.output.fresh:
            stream.put_printed()
        stream.put(token)
        if stream.ticks:
            stream.ticks.pop()
        else:
            self.end_chunk()
        return frame.trace

    def take_other(self, frame: Frame, python: FrameType, event: str, argument: Any) -> None:
        """Record an event of a frame other than a line."""
        if not self.is_running:
            return
        if event == "return":
            self._leave(frame, python, argument)
        elif event == "exception":
            kind, error, _ = argument
            instruction = frame.code.bytecode[python.f_lasti]
            if not (instruction in SILENT and issubclass(kind, (StopIteration, StopAsyncIteration))):
                frame.is_raising = True
                self._margin.explain(error)
                self.stream.put("D" + quote(describe_raised(kind, error, self.limits.max_value_chars)))
                self._add_event(frame, python, "E")

    def take_fault(self, error: Exception) -> None:
        """Deal with an exception raised inside the tracer: a spent budget, or a fault of its own."""
        self.stream.drop_unfinished()
        if not isinstance(error, BudgetSpentError | MemoryError):
            self.failure = error
        self.truncated = True
        self._is_torn = True
        self.stop()

    def _add_event(self, frame: Frame, python: FrameType, letter: str) -> None:
        stream, after = self.stream, frame.plan.after
        if after is not None:
            after(frame, python.f_locals)
        if stream.output.fresh:
            stream.put_printed()
        line = python.f_lineno
        stream.put(f"{letter}{frame.line() if line is None else max(line, 1)}")
        if stream.ticks:
            stream.ticks.pop()
        else:
            self.end_chunk()

    def _leave(self, frame: Frame, python: FrameType, value: Any) -> None:
        put, instruction = self.stream.put, frame.code.bytecode[python.f_lasti]
        yields = frame.code.is_suspendable and instruction in YIELDS and not frame.is_raising
        if yields or instruction in RETURNS:
            put(f'["v",{self.heap.text(value)}]')
            if yields:
                put('["y"]')
            self._add_event(frame, python, "Y" if yields else "R")
        else:
            self._unwind(frame, python)
        if not self.is_running:
            return
        while self._stack and self._stack.pop() is not frame:
            pass
        frame.python = None
        if yields:
            self._suspended[frame.number] = frame
        elif frame.number != self._variables.module:
            frame.kept = {}

    def _unwind(self, frame: Frame, python: FrameType) -> None:
        """An exception leaves the frame. What it did since its last event shows in the next event of another one."""
        after, out = frame.plan.after, self.stream.out
        if after is not None:
            start = len(out)
            after(frame, python.f_locals)
            own = ("=", *(f'["{op}",{frame.number},' for op in "bcu"))
            if frame.number != self._variables.module:
                out[start:] = [text for text in out[start:] if not text.startswith(own)]
        out.append("X")

    # Frames

    def _make_frame(self, made: CodeType, code: Code, python: FrameType) -> Frame:
        number = self._n_frames
        self._n_frames = number + 1
        layout = self._layouts.get(id(made))
        if layout is None:
            names = (*made.co_varnames, *made.co_cellvars, *made.co_freevars)
            names = names if code.is_function else (*names, *made.co_names)
            layout = self._layouts[id(made)] = ({}, dict.fromkeys(names, NOTHING))
        frame = Frame(self, number, code, layout[0], layout[1].copy())
        frame.trace = MethodType(self._trace_frame, frame)
        if made is self._module and self._variables.module < 0:
            self._variables.begin_module(number, python)
            self._planner = Planner(
                self._facts, list_tools(self.heap, self._variables, may_share=self._traits.share_writes)
            )
        else:
            self._variables.begin(frame, python.f_locals)
        return frame

    def _resume(self, frame: Frame, local: dict[str, Any]) -> None:
        self._suspended.discard(frame.number)
        self._variables.look(frame, local)
        if frame.plan.before is not None:
            frame.plan.before(frame, local)

    def make_plan(self, frame: Frame, code: CodeType, line: int) -> Plan:
        """The plan of a line that runs for the first time."""
        assert self._planner is not None
        plan = frame.plans[line] = self._planner.make(code, line)
        return plan
