"""The fast tracer's hooks."""

from __future__ import annotations

import sys
from collections.abc import Callable
from json.encoder import encode_basestring_ascii as quote
from types import CodeType, FrameType, MethodType, ModuleType
from typing import Any

from tracepile.execution.codes import Code, list_codes
from tracepile.execution.fast.facts import Facts
from tracepile.execution.fast.heap import FastHeap
from tracepile.execution.fast.known import INT_LIMIT
from tracepile.execution.fast.plans import Plan, Planner
from tracepile.execution.fast.resolve import NOTHING, OPAQUE, receiver
from tracepile.execution.model import Limits
from tracepile.execution.namespaces import is_state
from tracepile.execution.recursion import RecursionMargin
from tracepile.execution.steps import NO_EVENT
from tracepile.execution.streams import Output
from tracepile.execution.tracing import RETURNS, SILENT, YIELDS, describe_raised
from tracepile.execution.tracker import BudgetSpentError
from tracepile.execution.traits import Traits
from tracepile.execution.weak_values import WeakValues

_EVENTS_PER_CHUNK = 512
_get_trace = sys.gettrace  # what programs find under that name says nothing
_START = Plan(0, None, None)


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
        self.output = output
        self._module = module
        self._codes = list_codes(module)
        self._code_objects = _list_code_objects(module)
        self._out: list[str] = []
        self.put = self._out.append
        self.heap = FastHeap(limits.max_nodes, limits.max_value_chars, traits, self.put)
        self._stack: list[_Frame] = []
        self._suspended: WeakValues[_Frame] = WeakValues()
        self._globals: dict[str, Any] = {}
        self._shown: dict[str, Any] = {}
        self._module_frame = -1
        self._n_frames = 0
        self._n_before = 0  # events of the chunks before this one
        self._n_chunk = 0  # events this chunk may have
        self.ticks: list[None] = []  # one for each event that the chunk still has room for
        self._trace_chars = 0
        self._next_audit = 0
        self._layouts: dict[int, tuple[dict[int, Plan], dict[str, Any]]] = {}
        self._facts = tree_facts
        self._planner: Planner | None = None
        self._on_call = self._trace_call
        self._begin_chunk()
        self._trace_frame = _make_trace(self)

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
        self._layouts, self._planner = {}, None
        self.heap = FastHeap(0, 0, self._traits, self.put)
        if was_running:
            self._margin.close()

    def is_intact(self) -> bool:
        """Is this tracer still the one installed, as far as it should be?"""
        return not self.is_running or _get_trace() == self._on_call

    @property
    def n_events(self) -> int:
        """Events recorded so far."""
        return self._n_before + self._n_chunk - len(self.ticks)

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
        self.ticks.extend([None] * self._n_chunk)

    def end_chunk(self) -> None:
        """A chunk is full. The event just written is the first of the next one."""
        event = self._take_event()
        self.flush()
        n_events = self._n_before + self._n_chunk
        if n_events >= self.limits.max_events or self._trace_chars >= self.limits.max_trace_bytes:
            self._truncate()
            return
        self._out.extend(event)
        self._begin_chunk()
        self.ticks.pop()
        if n_events >= self._next_audit:
            self._audit()
            self._sweep()
            self._next_audit = n_events + 2 * _EVENTS_PER_CHUNK + 8 * len(self.heap.table) + self.heap.size

    def _take_event(self) -> list[str]:
        """Take the texts of the last event off the stream."""
        out = self._out
        start = len(out) - 1
        while start > 0 and out[start - 1][0] in NO_EVENT:
            start -= 1
        event = out[start:]
        del out[start:]
        return event

    def _drop_unfinished(self) -> None:
        out = self._out
        while out and out[-1][0] in NO_EVENT:
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
        except Exception as error:
            self.take_fault(error)
        return None

    def _enter(self, code: Code, python: FrameType) -> Any:
        stack = self._stack
        if stack:
            caller = stack[-1]
            after = caller.plan.after
            if after is not None:
                assert caller.python is not None
                after(caller, caller.python.f_locals)
        elif self._module_frame >= 0:
            self.heap.look_at_all()
            self._look_at_globals()
        known = None if python.f_trace is None else getattr(python.f_trace, "__self__", None)
        if isinstance(known, _Frame) and known.tracer is self:  # a generator is resumed
            frame = known
            token = f"C{frame.number} {python.f_lineno or frame.line()}"
            self._resume(frame, python)
        else:
            frame = self._make_frame(code, python)
            token = f"C{frame.number} {python.f_lineno or code.first_line} {code.name}"
        frame.python = python
        stack.append(frame)
        if self.output.fresh:
            self.put_printed()
        self.put(token)
        if self.ticks:
            self.ticks.pop()
        else:
            self.end_chunk()
        return frame.trace

    def _resume(self, frame: _Frame, python: FrameType) -> None:
        self._suspended.discard(frame.number)
        local, kept = python.f_locals, frame.kept
        for name, before in list(kept.items()):
            value = local.get(name, NOTHING)
            if value is not before:
                self._rebind(frame, name, value)
        if frame.plan.before is not None:
            frame.plan.before(frame, local)

    def take_other(self, frame: _Frame, python: FrameType, event: str, argument: Any) -> None:
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
                self.put("D" + quote(describe_raised(kind, error, self.limits.max_value_chars)))
                self._add_event(frame, python, "E")

    def take_fault(self, error: Exception) -> None:
        """Deal with an exception raised inside the tracer: a spent budget, or a fault of its own."""
        if isinstance(error, BudgetSpentError | MemoryError):
            self._drop_unfinished()
            self._truncate()
        else:
            self._fail(error)

    def put_printed(self) -> None:
        """Write what was printed since the last event."""
        self.put("P" + quote(self.output.read_fresh()))

    def _add_event(self, frame: _Frame, python: FrameType, letter: str) -> None:
        after = frame.plan.after
        if after is not None:
            after(frame, python.f_locals)
        if self.output.fresh:
            self.put_printed()
        line = python.f_lineno
        self.put(f"{letter}{frame.line() if line is None else max(line, 1)}")
        if self.ticks:
            self.ticks.pop()
        else:
            self.end_chunk()

    def _leave(self, frame: _Frame, python: FrameType, value: Any) -> None:
        instruction = frame.code.bytecode[python.f_lasti]
        yields = frame.code.is_suspendable and instruction in YIELDS and not frame.is_raising
        if yields or instruction in RETURNS:
            self.put(f'["v",{self.heap.text(value)}]')
            if yields:
                self.put('["y"]')
            self._add_event(frame, python, "Y" if yields else "R")
        else:  # an exception leaves the frame: what it did since its last event shows in the next one
            after = frame.plan.after
            if after is not None:
                start = len(self._out)
                after(frame, python.f_locals)
                own = ("=", *(f'["{op}",{frame.number},' for op in "bcu"))
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
        self._n_frames = number + 1
        made = python.f_code
        layout = self._layouts.get(id(made))
        if layout is None:
            names = (*made.co_varnames, *made.co_cellvars, *made.co_freevars)
            names = names if code.is_function else (*names, *made.co_names)
            layout = self._layouts[id(made)] = ({}, dict.fromkeys(names, NOTHING))
        plans, template = layout
        frame = _Frame(self, number, code, plans, template.copy())
        frame.trace = MethodType(self._trace_frame, frame)
        if made is self._module and self._module_frame < 0:
            self._module_frame = number
            self._globals = python.f_globals
            every = [name for each in self._code_objects for name in (*each.co_names, *each.co_varnames)]
            self._shown = dict.fromkeys(every, NOTHING)
            self._planner = Planner(self._facts, self._list_tools())
            self._look_at_globals()
            return frame
        kept, free, put = frame.kept, code.free, self.put
        for name, value in python.f_locals.items():
            kind = type(value)
            kept[name] = value
            is_odd = kind is ModuleType or name[:2] == "__" or name[0] == "."
            if is_odd and not is_state(name, value, is_module=False):
                continue
            op = "c" if free and name in free else "b"
            if kind is int and -INT_LIMIT < value < INT_LIMIT:
                put(f'["{op}",{number},{quote(name)},{value}]')
            else:
                put(f'["{op}",{number},{quote(name)},{self.heap.text(value)}]')
        return frame

    def make_plan(self, frame: _Frame, code: CodeType, line: int) -> Plan:
        assert self._planner is not None
        plan = frame.plans[line] = self._planner.make(code, line)
        return plan

    def _list_tools(self) -> dict[str, Any]:
        return {
            "bind": self._bind,
            "bind_global": self._bind_global,
            "put": self.put,
            "look": self.heap.look,
            "look_at_one": self._look_at_one,
            "look_at_receiver": self._look_at_receiver,
            "look_at_item": self.heap.look_at_item,
            "look_at_attribute": self.heap.look_at_attribute,
            "look_at_end": self.heap.look_at_end,
            "look_at_last": self.heap.look_at_last,
            "look_at_first": self.heap.look_at_first,
            "look_at_member": self.heap.look_at_member,
            "look_at_growth": self.heap.look_at_growth,
            "look_at_pushed": self.heap.look_at_pushed,
            "look_at_popped": self.heap.look_at_popped,
            "look_at_each": self._look_at_each,
            "look_at_all": self.heap.look_at_all,
            "look_at_globals": self._look_at_globals,
            "look_at_shared": self._look_at_shared if self._traits.share_writes else _do_nothing,
            "top": self._globals,
            "shown": self._shown,
        }

    def _bind(self, frame: _Frame, name: str, value: Any) -> None:
        """Note a variable of the frame on top that its line has bound."""
        kept, kind = frame.kept, type(value)
        before = kept[name]
        if value is NOTHING or kind is ModuleType or name in frame.code.free or name[:2] == "__" or name[0] == ".":
            self._rebind(frame, name, value)
            return
        kept[name] = value
        if type(before) is kind and self.heap.is_equal(value, before):
            return
        self.put(f"={quote(name)},{self.heap.text(value)}")

    def _rebind(self, frame: _Frame, name: str, value: Any) -> None:
        """Note a variable of any frame."""
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
                self.put(f'["u",{number},{quote(name)}]')
            return
        if was_shown and self.heap.is_equal(value, before):
            return
        text = self.heap.text(value)
        self.put(f'["{op}",{number},{quote(name)},{text}]')

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
                        self._rebind(frame, name, value)

    def _look_at_one(self, value: Any) -> None:
        if value is OPAQUE:
            self.heap.look_at_all()
        else:
            self.heap.look(value)

    def _look_at_receiver(self, base: Any, name: str) -> None:
        self._look_at_one(receiver(base, name))

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
        self.is_raising = False
        self.python: FrameType | None = None
        self.trace: Any = None

    def line(self) -> int:
        """The line of its last event `line`."""
        return self.plan.line or self.code.first_line


def _make_trace(tracer: FastTracer) -> Callable[[_Frame, FrameType, str, Any], None]:
    """The trace function of all frames: written for speed, as it runs at every line."""
    put, fresh, ticks = tracer.put, tracer.output.fresh, tracer.ticks
    tick, take_other, take_fault, make_plan = ticks.pop, tracer.take_other, tracer.take_fault, tracer.make_plan

    def trace(frame: _Frame, python: FrameType, event: str, argument: Any) -> None:
        try:
            if event != "line":
                take_other(frame, python, event, argument)
                return
            line = python.f_lineno
            plans = frame.plans
            plan = plans[line] if line in plans else make_plan(frame, python.f_code, line)
            after, before = frame.plan.after, plan.before
            if after is not None:
                local = python.f_locals
                after(frame, local)
                if before is not None:
                    before(frame, local)
            elif before is not None:
                before(frame, python.f_locals)
            frame.plan = plan
            frame.is_raising = False
            if fresh:
                tracer.put_printed()
            put(plan.token)
            if ticks:
                tick()
            else:
                tracer.end_chunk()
        except Exception as error:
            take_fault(error)

    return trace


def _list_code_objects(module: CodeType) -> list[CodeType]:
    found = [module]
    for code in found:
        found.extend(constant for constant in code.co_consts if isinstance(constant, CodeType))
    return found
