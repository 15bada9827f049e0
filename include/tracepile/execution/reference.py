"""The reference tracer: at every event, compare the whole visible state with what is remembered, by identity.

Slow and right: it decides nothing from the code, so nothing that changes state can hide from it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

from tracepile.execution.codes import Code, list_codes
from tracepile.execution.encoding import write_json
from tracepile.execution.forgetting import let_go, meet_again, sweep
from tracepile.execution.frames import read_variables
from tracepile.execution.model import Limits
from tracepile.execution.namespaces import Namespace
from tracepile.execution.recursion import RecursionMargin
from tracepile.execution.tracing import RETURNS, SILENT, YIELDS, describe_raised
from tracepile.execution.tracker import BudgetSpentError, HeapTracker
from tracepile.execution.traits import Traits
from tracepile.execution.weak_values import WeakValues

_ROWS_PER_RECORD = 256
_BYTES_PER_RECORD = 64 * 1024
_EVENTS_PER_SWEEP = 400
_get_trace = sys.gettrace  # what programs find under that name says nothing

TraceFunction = Callable[[FrameType, str, Any], Any]


class _Frame:
    """A frame of the program. Only the frame object itself refers to one that is suspended, so it dies with it."""

    __slots__ = ("__weakref__", "code", "depth", "id", "is_raising", "line", "namespace", "python", "trace", "visits")

    def __init__(self, number: int, code: Code, namespace: Namespace) -> None:
        self.id = number
        self.code = code
        self.namespace = namespace
        self.depth = 0
        self.line = code.first_line
        self.is_raising = False  # an exception was the last event of this frame
        self.visits: dict[int, int] = {}
        self.python: FrameType | None = None  # while it is on the stack
        self.trace: TraceFunction | None = None


class ReferenceTracer:
    """Records the events of one program.

    `module` is the compiled program, `emit` takes rows (lists, see `recording`), and `read_output` gives the text
    written to standard output since it was last called.
    """

    def __init__(
        self,
        module: CodeType,
        limits: Limits,
        emit: Callable[[list[list[Any]]], None],
        read_output: Callable[[], str],
        *,
        traits: Traits,
        margin: RecursionMargin,
    ) -> None:
        self.failure: Exception | None = None
        self._margin = margin
        self._traits = traits
        self.limits = limits
        self.heap = HeapTracker(limits.max_nodes, limits.max_value_chars, traits)
        self.n_events = 0
        self.truncated = False
        self.is_running = False
        self._emit = emit
        self._read_output = read_output
        self._module = module
        self._codes = list_codes(module)
        self._stack: list[_Frame] = []
        self._watched: list[_Frame] = []  # those on the stack whose variables other frames can change
        self._suspended: WeakValues[_Frame] = WeakValues()
        self._globals: Namespace | None = None
        self._global_values: dict[str, Any] = {}
        self._n_frames = 0
        self._rows: list[list[Any]] = []
        self._rows_bytes = 0
        self._trace_bytes = 0
        self._passing: list[Any] = []  # returned values, until the next event
        self._on_call = self._trace_call

    def start(self) -> None:
        """Begin to trace the frames made from now on."""
        self.is_running = True
        sys.settrace(self._on_call)

    def stop(self) -> None:
        """Trace no more and let go of every object of the program; the rows so far are emitted."""
        was_running, self.is_running = self.is_running, False
        if was_running:
            sys.settrace(None)
        self.flush()
        self._stack.clear()
        self._watched.clear()
        self._suspended.clear()
        self._globals = None
        self._global_values = {}
        self._passing = []
        self.heap = HeapTracker(0, 0, self.heap.traits)
        if was_running:
            self._margin.close()  # last, for all of the above may need it

    def is_intact(self) -> bool:
        """Is this tracer still the one installed, as far as it should be?"""
        return not self.is_running or _get_trace() == self._on_call

    def flush(self) -> None:
        """Emit the rows not yet emitted."""
        if self._rows:
            rows, self._rows, self._rows_bytes = self._rows, [], 0
            self._emit(rows)

    # The hooks of sys.settrace

    def _trace_call(self, frame: FrameType, event: str, _argument: Any) -> TraceFunction | None:
        if self._margin.is_exhausted():
            self._margin.refuse_call()
            return None
        code = self._codes.get(id(frame.f_code))
        if code is None or not self.is_running:
            return None
        known = getattr(frame.f_trace, "__self__", None)  # set when a generator is resumed
        local = known if isinstance(known, _Local) and known.tracer is self else None
        entered = self._make_frame(code, frame) if local is None else local.frame
        entered.python = frame
        entered.depth = len(self._stack)
        self._stack.append(entered)
        if not code.is_function or (code.shares_cells and self._traits.share_writes):
            self._watched.append(entered)
        self._suspended.discard(entered.id)
        self._record(entered, "call", frame.f_lineno, None)
        return entered.trace

    def trace_local(self, entered: _Frame, frame: FrameType, event: str, argument: Any) -> TraceFunction | None:
        """The trace function of one frame."""
        if not self.is_running:
            return None
        if event == "line":
            entered.is_raising = False
            line = frame.f_lineno
            if line is not None:
                entered.line = line
                entered.visits[line] = entered.visits.get(line, 0) + 1
            self._record(entered, "line", line, None)
        elif event == "return":
            self._leave(entered, frame, argument)
        elif event == "exception":
            kind, error, _ = argument
            instruction = entered.code.bytecode[frame.f_lasti]
            if not (instruction in SILENT and issubclass(kind, (StopIteration, StopAsyncIteration))):
                entered.is_raising = True
                self._margin.explain(error)
                self._record(entered, "exception", frame.f_lineno, (kind, error))
        return entered.trace

    def _leave(self, entered: _Frame, frame: FrameType, value: Any) -> None:
        instruction = entered.code.bytecode[frame.f_lasti]
        yields = entered.code.is_suspendable and instruction in YIELDS and not entered.is_raising
        if yields or instruction in RETURNS:  # otherwise an exception leaves the frame
            self._record(entered, "return", frame.f_lineno, value, is_suspended=yields)
        if not self.is_running:
            return
        while self._stack:
            gone = self._stack.pop()
            if self._watched and self._watched[-1] is gone:
                self._watched.pop()
            if gone is entered:
                break
        entered.python = None
        if yields:
            self._suspended[entered.id] = entered
        elif entered.namespace is not self._globals:
            entered.namespace.clear()

    # Recording

    def _make_frame(self, code: Code, frame: FrameType) -> _Frame:
        number = self._n_frames
        self._n_frames += 1
        is_module = frame.f_code is self._module
        namespace = Namespace(self.heap, number, is_module=is_module, free=code.free)
        if is_module and self._globals is None:
            self._globals = namespace
            self._global_values = frame.f_globals
        entered = _Frame(number, code, namespace)
        entered.trace = _Local(self, entered).trace
        return entered

    def _record(self, entered: _Frame, kind: str, line: int | None, value: Any, *, is_suspended: bool = False) -> None:
        if self.n_events >= self.limits.max_events or self._trace_bytes >= self.limits.max_trace_bytes:
            self._truncate()
            return
        try:
            description = (
                describe_raised(value[0], value[1], self.limits.max_value_chars) if kind == "exception" else None
            )
            heap = self._observe(entered, kind, value, is_suspended)
        except (BudgetSpentError, MemoryError):
            self._truncate()
            return
        except Exception as error:  # a fault of the tracer is not the program's: it ends the run, not the program
            self.failure = error
            self._truncate()
            return
        line = entered.line if line is None else max(line, 1)
        row: list[Any] = [kind, entered.id, entered.depth, entered.code.name, line, entered.visits.get(line, 0) or 1]
        printed = self._read_output()
        row += [printed, heap, description]
        self._rows.append(row)
        self.n_events += 1
        size = len(heap) + len(printed) + 60
        self._rows_bytes += size
        self._trace_bytes += size
        if self._rows_bytes >= _BYTES_PER_RECORD or len(self._rows) >= _ROWS_PER_RECORD:
            self.flush()

    def _truncate(self) -> None:
        self.truncated = True
        self.stop()

    def _observe(self, entered: _Frame, kind: str, value: Any, is_suspended: bool) -> str:
        """The heap operations since the last event, as JSON."""
        heap = self.heap
        heap.ops = ops = []
        present = self._read_namespaces(entered, kind)
        if not heap.holds:
            roots = [child for _, values in present for child in values.values()]
            meet_again(heap, [*roots, *self._global_values.values(), *([value] if kind == "return" else ())])
        for passed in self._passing:
            heap.release(passed)
        self._passing = []
        for namespace, values in present:
            namespace.update(values)
        if kind == "return":
            ops.append(["v", heap.encode(value)])
            self._passing = heap.keep([value])
            if is_suspended:
                ops.append(["y"])
        heap.check()
        heap.drop_dead()
        if heap.holds:
            if heap.may_have_cycles and self.n_events % _EVENTS_PER_SWEEP == 0:
                sweep(heap, self._roots())
        else:
            let_go(heap)
        return write_json(ops) if ops else "[]"

    def _read_namespaces(self, entered: _Frame, kind: str) -> list[tuple[Namespace, dict[str, Any]]]:
        """The present content of every namespace that may have changed since the last event."""
        present: list[tuple[Namespace, dict[str, Any]]] = []
        if self._globals is not None:
            present.append((self._globals, self._global_values))
        is_watched = self._traits.notice_death or self._traits.read_locals
        if self.heap.holds:
            # Variables of other frames cannot have changed, unless they are shared with another function.
            frames = [frame for frame in self._watched if frame is not entered]
            if kind == "call" and len(self._stack) > 1 and self._stack[-2] not in frames:
                frames.append(self._stack[-2])
            frames.append(entered)
        else:
            frames = self._stack
        for frame in frames:
            if frame.python is not None and frame.namespace is not self._globals:
                read = read_variables if is_watched else _read_plainly
                present.append((frame.namespace, read(frame.python)))
        return present

    def _roots(self) -> list[Any]:
        spaces = [frame.namespace for frame in self._stack]
        spaces += [frame.namespace for frame in self._suspended.values()]
        if self._globals is not None:
            spaces.append(self._globals)
        return [*self._passing, *(kept for space in spaces for kept in space.roots())]


def _read_plainly(frame: FrameType) -> dict[str, Any]:
    return frame.f_locals


class _Local:
    """The trace function of one frame, found again on the frame when a generator is resumed."""

    __slots__ = ("frame", "tracer")

    def __init__(self, tracer: ReferenceTracer, frame: _Frame) -> None:
        self.tracer = tracer
        self.frame = frame

    def trace(self, frame: FrameType, event: str, argument: Any) -> TraceFunction | None:
        return self.tracer.trace_local(self.frame, frame, event, argument)
