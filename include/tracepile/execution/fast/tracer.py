"""The fast tracer's hooks."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable
from json.encoder import encode_basestring_ascii
from operator import length_hint
from types import CodeType, FrameType
from typing import Any

from tracepile.execution.codes import Code, list_codes
from tracepile.execution.fast.facts import Facts
from tracepile.execution.fast.heap import FastHeap
from tracepile.execution.fast.plans import Plan, Planner
from tracepile.execution.fast.resolve import NOTHING, OPAQUE
from tracepile.execution.model import Limits
from tracepile.execution.namespaces import is_state
from tracepile.execution.recursion import RecursionMargin
from tracepile.execution.streams import Output
from tracepile.execution.tracing import RETURNS, SILENT, YIELDS, describe_raised
from tracepile.execution.tracker import BudgetSpentError
from tracepile.execution.traits import Traits

_EVENTS_PER_CHUNK = 512
_get_trace = sys.gettrace  # what programs find under that name says nothing
_START = Plan("", None, None)


class NotFollowedError(Exception):
    """The program did what the fast tracer cannot follow: an audit found a difference, or the tracer failed."""


class FastTracer:
    """Records the events of one program; see `ReferenceTracer` for the arguments.

    `emit` takes chunks of the stream described in `steps`. `failure` is set where the run must be recorded by the
    reference instead.
    """

    def __init__(
        self,
        module: CodeType,
        tree_facts: Facts,
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
        self._margin = margin
        self._traits = traits
        self._emit = emit
        self._fresh_output = output.fresh
        self._read_output = output.read_fresh
        self._module = module
        self._codes = list_codes(module)
        self._code_objects = _list_code_objects(module)
        self._out: list[str] = []
        self.put = self._out.append
        self.heap = FastHeap(limits.max_nodes, limits.max_value_chars, traits, self.put)
        self._stack: list[_Frame] = []
        self._suspended: weakref.WeakValueDictionary[int, _Frame] = weakref.WeakValueDictionary()
        self._globals: dict[str, Any] = {}
        self._shown: dict[str, Any] = {}
        self._module_frame = -1
        self._n_frames = 0
        self._n_before = 0  # events of the chunks before this one
        self._n_chunk = 0  # events this chunk may have
        self._ticks = iter(range(0))
        self._trace_chars = 0
        self._next_audit = 0
        self._plans: dict[int, dict[int, Plan]] = {}
        self._facts = tree_facts
        self._planner: Planner | None = None
        self._on_call = self._trace_call
        self._begin_chunk()

    # Life

    def start(self) -> None:
        """Begin to trace the frames made from now on."""
        self.is_running = True
        sys.settrace(self._on_call)

    def stop(self) -> None:
        """Trace no more and let go of every object of the program; the events so far are emitted."""
        was_running, self.is_running = self.is_running, False
        if was_running:
            sys.settrace(None)
            if not self.truncated:
                self._audit()
        self.flush()
        self._stack.clear()
        self._suspended.clear()
        self._globals, self._shown = {}, {}
        self._plans, self._planner = {}, None
        self.heap = FastHeap(0, 0, self._traits, self.put)
        if was_running:
            self._margin.close()

    def is_intact(self) -> bool:
        """Is this tracer still the one installed, as far as it should be?"""
        return not self.is_running or _get_trace() == self._on_call

    @property
    def n_events(self) -> int:
        """Events recorded so far."""
        return self._n_before + self._n_chunk - length_hint(self._ticks)

    def flush(self) -> None:
        """Emit what is not yet emitted."""
        if self._out:
            text = "\n".join(self._out)
            self._out.clear()
            self._trace_chars += len(text)
            self._emit(text)

    def _begin_chunk(self) -> None:
        self._n_before += self._n_chunk
        self._n_chunk = min(_EVENTS_PER_CHUNK, self.limits.max_events - self._n_before)
        self._ticks = iter(range(max(0, self._n_chunk)))

    def _end_chunk(self) -> None:
        """A chunk is full. The event just written is the first of the next one."""
        event = self._take_event()
        self.flush()
        n_events = self._n_before + self._n_chunk
        if n_events >= self.limits.max_events or self._trace_chars >= self.limits.max_trace_bytes:
            self._truncate()
            return
        self._out.extend(event)
        self._begin_chunk()
        next(self._ticks)
        if n_events >= self._next_audit:
            self._audit()
            self._sweep()
            self._next_audit = n_events + _EVENTS_PER_CHUNK + self.heap.size // 8

    def _take_event(self) -> list[str]:
        """Take the texts of the last event off the stream."""
        out = self._out
        start = len(out) - 1
        while start > 0 and out[start - 1][0] in "[PDX":
            start -= 1
        event = out[start:]
        del out[start:]
        return event

    def _drop_unfinished(self) -> None:
        out = self._out
        while out and out[-1][0] in "[PDX":
            out.pop()

    def _truncate(self) -> None:
        self.truncated = True
        self.stop()

    def _fail(self, error: Exception) -> None:
        self.failure = error
        self._truncate()

    # Audits

    def _audit(self) -> None:
        """Compare everything: nothing may have changed that no event shows."""
        if self.failure is not None:
            return
        if not self.heap.is_exact() or not self._are_variables_exact():
            self.failure = NotFollowedError("an audit found a difference")
            if self.is_running:
                self._truncate()

    def _are_variables_exact(self) -> bool:
        top, shown = self._globals, self._shown
        if any(top.get(name, NOTHING) is not value for name, value in shown.items()):
            return False
        if any(name not in shown and is_state(name, value, is_module=True) for name, value in top.items()):
            return False
        for frame in self._stack:
            if frame.python is not None and frame.number != self._module_frame:
                local = frame.python.f_locals
                if any(local.get(name, NOTHING) is not value for name, value in frame.kept.items()):
                    return False
        return True

    def _sweep(self) -> None:
        roots = list(self._shown.values())
        for frame in (*self._stack, *self._suspended.values()):
            roots.extend(frame.kept.values())
        self.heap.forget_all_but([root for root in roots if root is not NOTHING])

    # Hooks

    def _trace_call(self, python: FrameType, _event: str, _argument: Any) -> Any:
        if self._margin.is_exhausted():
            self._margin.refuse_call()
            return None
        code = self._codes.get(id(python.f_code))
        if code is None or not self.is_running:
            return None
        try:
            return self._enter(code, python)
        except (BudgetSpentError, MemoryError):
            self._drop_unfinished()
            self._truncate()
        except Exception as error:
            self._fail(error)
        return None

    def _enter(self, code: Code, python: FrameType) -> Any:
        known = getattr(python.f_trace, "__self__", None)  # set when a generator is resumed
        resumed = known if isinstance(known, _Frame) and known.tracer is self else None
        if self._stack:
            caller = self._stack[-1]
            after = caller.plan.after
            if after is not None and caller.python is not None:
                after(caller, caller.python.f_locals)
        elif self._module_frame >= 0:
            self.heap.look_at_all()
            self._look_at_globals()
        frame = self._make_frame(code, python) if resumed is None else resumed
        frame.python = python
        self._stack.append(frame)
        self._suspended.pop(frame.number, None)
        if frame.number == self._module_frame:
            self._look_at_globals()
        else:
            local, kept = python.f_locals, frame.kept
            for name in [*kept, *(name for name in local if name not in kept)]:
                value = local.get(name, NOTHING)
                if value is not kept.get(name, NOTHING):
                    self._bind(frame, name, value)
            if frame.plan.before is not None:
                frame.plan.before(frame, local)
        if self._fresh_output:
            self.put("P" + encode_basestring_ascii(self._read_output()))
        line = python.f_lineno
        line = frame.line if line is None else max(line, 1)
        self.put(f"C{frame.number} {line} {code.name}" if resumed is None else f"C{frame.number} {line}")
        for _ in self._ticks:
            break
        else:
            self._end_chunk()
        return frame.trace

    def trace_frame(self, frame: _Frame, python: FrameType, event: str, argument: Any) -> None:
        """The trace function of one frame."""
        if not self.is_running:
            return
        try:
            if event == "line":
                frame.is_raising = False
                line = frame.line = python.f_lineno
                plan = frame.plans.get(line)
                if plan is None:
                    plan = self._make_plan(frame, python.f_code, line)
                after, before = frame.plan.after, plan.before
                if after is not None or before is not None:
                    local = python.f_locals
                    if after is not None:
                        after(frame, local)
                    if before is not None:
                        before(frame, local)
                frame.plan = plan
                if self._fresh_output:
                    self.put("P" + encode_basestring_ascii(self._read_output()))
                self.put(plan.token)
                for _ in self._ticks:
                    break
                else:
                    self._end_chunk()
            elif event == "return":
                self._leave(frame, python, argument)
            elif event == "exception":
                kind, error, _ = argument
                instruction = frame.code.bytecode[python.f_lasti]
                if not (instruction in SILENT and issubclass(kind, (StopIteration, StopAsyncIteration))):
                    frame.is_raising = True
                    self._margin.explain(error)
                    self.put("D" + encode_basestring_ascii(describe_raised(kind, error, self.limits.max_value_chars)))
                    self._add_event(frame, python, "E")
        except (BudgetSpentError, MemoryError):
            self._drop_unfinished()
            self._truncate()
        except Exception as error:
            self._fail(error)

    def _add_event(self, frame: _Frame, python: FrameType, letter: str) -> None:
        after = frame.plan.after
        if after is not None:
            after(frame, python.f_locals)
        if self._fresh_output:
            self.put("P" + encode_basestring_ascii(self._read_output()))
        line = python.f_lineno
        self.put(f"{letter}{frame.line if line is None else max(line, 1)}")
        for _ in self._ticks:
            break
        else:
            self._end_chunk()

    def _leave(self, frame: _Frame, python: FrameType, value: Any) -> None:
        instruction = frame.code.bytecode[python.f_lasti]
        yields = frame.code.is_suspendable and instruction in YIELDS and not frame.is_raising
        if yields or instruction in RETURNS:
            self.put(f'["v",{self.heap.write(value)}]')
            if yields:
                self.put('["y"]')
            self._add_event(frame, python, "Y" if yields else "R")
        else:  # an exception leaves the frame: what it did since its last event shows in the next one
            after = frame.plan.after
            if after is not None:
                start = len(self._out)
                after(frame, python.f_locals)
                own = tuple(f'["{op}",{frame.number},' for op in "bcu")
                if frame.number != self._module_frame:
                    self._out[start:] = [text for text in self._out[start:] if not text.startswith(own)]
            self.put("X")
        if not self.is_running:
            return
        while self._stack and self._stack.pop() is not frame:
            pass
        frame.python = None
        if yields:
            self._suspended[frame.number] = frame
        elif frame.number != self._module_frame:
            frame.kept = {}

    # Frames and names

    def _make_frame(self, code: Code, python: FrameType) -> _Frame:
        number = self._n_frames
        self._n_frames += 1
        if python.f_code is self._module and self._module_frame < 0:
            self._module_frame = number
            self._globals = python.f_globals
            every = [name for each in self._code_objects for name in (*each.co_names, *each.co_varnames)]
            self._shown = dict.fromkeys(every, NOTHING)
            self._planner = Planner(self._facts, self._list_tools())
        plans = self._plans.get(id(python.f_code))
        if plans is None:
            plans = self._plans[id(python.f_code)] = {}
        made = python.f_code
        names = (*made.co_varnames, *made.co_cellvars, *made.co_freevars)
        kept = dict.fromkeys(names if code.is_function else (*names, *made.co_names), NOTHING)
        return _Frame(self, number, code, plans, kept)

    def _make_plan(self, frame: _Frame, code: CodeType, line: int) -> Plan:
        assert self._planner is not None
        plan = frame.plans[line] = self._planner.make(code, line)
        return plan

    def _list_tools(self) -> dict[str, Any]:
        return {
            "bind": self._bind,
            "bind_global": self._bind_global,
            "look_at_each": self._look_at_each,
            "look_at_all": self.heap.look_at_all,
            "look_at_globals": self._look_at_globals,
            "look_at_shared": self._look_at_shared if self._traits.share_writes else _do_nothing,
            "top": self._globals,
            "shown": self._shown,
        }

    def _bind(self, frame: _Frame, name: str, value: Any) -> None:
        before = frame.kept.get(name, NOTHING)
        frame.kept[name] = value
        self._write_binding("c" if name in frame.code.free else "b", frame.number, name, value, before, is_module=False)

    def _bind_global(self, name: str, value: Any) -> None:
        before = self._shown.get(name, NOTHING)
        self._shown[name] = value
        self._write_binding("b", self._module_frame, name, value, before, is_module=True)

    def _write_binding(self, op: str, number: int, name: str, value: Any, before: Any, *, is_module: bool) -> None:
        if type(name) is not str:
            return
        was_shown = before is not NOTHING and is_state(name, before, is_module=is_module)
        if value is NOTHING or not is_state(name, value, is_module=is_module):
            if was_shown:
                self.put(f'["u",{number},{encode_basestring_ascii(name)}]')
            return
        if was_shown and self.heap.is_equal(value, before):
            return
        text = self.heap.write(value)
        self.put(f'["{op}",{number},{encode_basestring_ascii(name)},{text}]')

    def _look_at_globals(self) -> None:
        top, shown = self._globals, self._shown
        for name in [*shown, *(name for name in top if name not in shown)]:
            value = top.get(name, NOTHING)
            if value is not shown.get(name, NOTHING):
                self._bind_global(name, value)

    def _look_at_shared(self) -> None:
        for frame in self._stack:
            if frame.python is not None and frame.code.shares_cells and frame.code.is_function:
                local = frame.python.f_locals
                for name, before in list(frame.kept.items()):
                    value = local.get(name, NOTHING)
                    if value is not before:
                        self._bind(frame, name, value)

    def _look_at_each(self, held: tuple[Any, ...], now: tuple[Any, ...]) -> None:
        look = self.heap.look
        for value in held:
            if value is OPAQUE:
                self.heap.look_at_all()
                return
        for value in now:
            if value is OPAQUE:
                self.heap.look_at_all()
                return
        for value, after in zip(held, now, strict=True):
            look(value)
            if after is not value:
                look(after)


def _do_nothing() -> None:
    """Where no variable is shared between functions that run at the same time."""


class _Frame:
    """A frame of the program. `held` are the objects that its present line may change."""

    __slots__ = (
        "__weakref__",
        "code",
        "held",
        "is_raising",
        "kept",
        "line",
        "number",
        "plan",
        "plans",
        "python",
        "trace",
        "tracer",
    )

    def __init__(
        self, tracer: FastTracer, number: int, code: Code, plans: dict[int, Plan], kept: dict[str, Any]
    ) -> None:
        self.tracer = tracer
        self.number = number
        self.code = code
        self.plans = plans
        self.kept = kept
        self.held: tuple[Any, ...] = ()
        self.plan = _START
        self.line = code.first_line
        self.is_raising = False
        self.python: FrameType | None = None
        self.trace = self._trace

    def _trace(self, python: FrameType, event: str, argument: Any) -> None:
        self.tracer.trace_frame(self, python, event, argument)


def _list_code_objects(module: CodeType) -> list[CodeType]:
    found = [module]
    for code in found:
        found.extend(constant for constant in code.co_consts if isinstance(constant, CodeType))
    return found
