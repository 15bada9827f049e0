"""The recorded run: built from what the harness reported, stored as rows, read back.

Heap operations
---------------
`events[].heap` is a JSON list of the operations observed at the event: the difference between the exact state at the
event before and at this one. A child is encoded as itself (null, true, 1, 1.5, "text"), as `[serial]` when it is an
object, or as `[type, literal]` when it is an atom that JSON cannot hold or that was cut. Operations:

`["n", serial, kind, type, items]`        a new built-in container; items: children, `[key, child]` pairs for kind
                                          `dict`, a literal for kinds `buffer` and `opaque`
`["n", serial, kind, type, items, attributes]`   an object with `[name, child]` attributes; items as above, or null
`["n", …, attributes or null, extra]`     extra: the default factory of a defaultdict, the maxlen of a deque
`["i", serial, key, child]`               an element set: by index, or by key (a new key stands last)
`["d", serial, key]`                      a key deleted
`["s", serial, start, n, children]`       in a list or deque, n elements from `start` on replaced by the children
`["+", serial, children]`, `["-", …]`     members added to a set, removed from it
`["r", serial, items]`                    the whole content replaced
`["a", serial, name, child]`, `["x", serial, name]`   an attribute set, deleted
`["t", serial, kind, type]`               the class of an object changed
`["e", serial, extra]`                    the default factory changed
`["b", frame, name, child]`, `["u", frame, name]`     a variable bound, unbound
`["c", frame, name, child]`               a variable of an enclosing function, as this frame sees it
`["v", child]`                            the value that the event `return` returns
`["y"]`                                   the frame is suspended (it yielded), not finished
`["g", serials]`                          objects that nothing refers to any more

All `n` of one event come into being at once, so they may refer to each other in any order; the other operations
apply in order. The stack follows from the events: a `call` stands on top of the frames below its depth, and the frames
above an event's own are gone.
"""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from tracepile.execution.events import RecordedEvents, Trace
from tracepile.execution.model import (
    TRACER_FAST,
    TRACER_REFERENCE,
    Case,
    Change,
    ErrorInfo,
    Event,
    Limits,
    Outcome,
    Receipt,
    Recording,
)
from tracepile.execution.steps import read_record

_TRACING = ("fast", "reference")
_TRACERS = {"fast": TRACER_FAST, "reference": TRACER_REFERENCE, "lines": "lines/1", "none": "none"}


def build_recording(
    case: Case,
    records: Iterable[Mapping[str, Any]],
    *,
    stdout: str,
    tracer: str,
    limits: Limits,
    hash_seed: int,
    sandbox_level: str,
    outcome: Outcome | None = None,
    exit_status: int | None = None,
    error: ErrorInfo | None = None,
    duration_s: float = 0.0,
) -> Recording:
    """Build the recording of a run from the records of its trace channel.

    `outcome`, `exit_status` and `error`, where given, are what the sandbox decided; otherwise the harness's own last
    record holds. The events are read when they are first asked for: see `settle`.
    """
    trace = Trace()
    end: Mapping[str, Any] = {}
    for record in records:
        trace.add(record)
        if record.get("t") == "end":
            end = record
    if tracer in _TRACING:
        tracer = "reference" if trace.is_of_reference else end.get("tracer", tracer)
    if outcome is None:
        outcome = Outcome(end.get("outcome", Outcome.CRASH))
        exit_status = end.get("exit_status")
        error = None if end.get("error") is None else ErrorInfo(**end["error"])
    events = RecordedEvents(trace, limits.max_value_chars, end.get("n_events"))
    lines = end.get("lines")
    is_result = outcome in (Outcome.OK, Outcome.NONDETERMINISTIC)
    return Recording(
        case=case,
        outcome=outcome,
        receipt=Receipt(
            python=f"{sys.version_info[0]}.{sys.version_info[1]}",
            tracer=_TRACERS[tracer],
            limits=limits.to_dict(),
            hash_seed=hash_seed,
            sandbox_level=sandbox_level,
            trace_sha256=trace.digest() if tracer in _TRACING else None,
        ),
        exit_status=exit_status,
        result=end.get("result") if is_result else None,
        result_type=end.get("result_type") if is_result else None,
        stdout=stdout,
        error=error,
        n_events=len(events),
        truncated=bool(end.get("truncated")) or (len(events) > 0 and not end),
        events=events,
        lines=None if lines is None else frozenset(lines),
        arguments_after=end.get("arguments_after") if is_result else None,
        duration_s=duration_s,
    )


def settle(recording: Recording) -> Recording:
    """The recording with its events read; `untrusted` and without events where its trace is none that we write."""
    try:
        if isinstance(recording.events, RecordedEvents):
            recording.events.read_columns()
    except (LookupError, TypeError, ValueError, AttributeError) as fault:
        message = f"the trace does not fold: {type(fault).__name__}: {fault}"
        error = ErrorInfo(Outcome.UNTRUSTED.value, message)
        return replace(recording, outcome=Outcome.UNTRUSTED, error=error, result=None, result_type=None, events=())
    return recording


def record_in_process(case: Case, limits: Limits | None = None, *, tracer: str = "fast") -> Recording:
    """Record a case in this very process, without any isolation. For tests of trusted code only.

    Whatever the code does, this process does; only memory of streams, modules and limits is put back.
    """
    limits = Limits() if limits is None else limits
    records, stdout = _run_in_process(case, limits, tracer)
    if records[-1].get("failure"):  # the fast tracer could not follow
        records, stdout = _run_in_process(case, limits, "reference")
    return build_recording(
        case, records, stdout=stdout, tracer=tracer, limits=limits, hash_seed=0, sandbox_level="none"
    )


def _run_in_process(case: Case, limits: Limits, tracer: str) -> tuple[list[dict[str, Any]], str]:
    from tracepile.execution.harness import ProgramRun
    from tracepile.execution.streams import make_stdin, make_stdout

    request: dict[str, Any] = {
        "code": case.code,
        "call": case.call,
        "stdin": case.stdin,
        "tracer": tracer,
        "limits": limits.to_dict(),
        "allowed_modules": [],
    }
    payloads: list[bytes] = []
    stream, raw = make_stdout(None)
    run = ProgramRun(request, payloads.append, raw)
    before = sys.stdin, sys.stdout, sys.stderr, sys.gettrace()
    sys.stdin, sys.stdout, sys.stderr = make_stdin(case.stdin or ""), stream, io.StringIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            run.run()
    finally:
        sys.stdin, sys.stdout, sys.stderr = before[:3]
        sys.settrace(before[3])
        run.restore()
    run.report()
    return [read_record(payload) for payload in payloads], raw.written.decode("utf-8", "replace")


def event_rows(recording: Recording) -> list[dict[str, Any]]:
    """The events as rows of the table `events`, without `trace_id`."""
    return [
        {
            "step": event.step,
            "kind": event.kind,
            "frame": event.frame,
            "depth": event.depth,
            "function": event.function,
            "line": event.line,
            "visit": event.visit,
            "changes": [
                {"path": change.path, "op": change.op, "value": change.value, "type": change.type}
                for change in event.changes
            ],
            "value": event.value,
            "stdout_delta": event.stdout_delta,
            "heap": event.heap,
        }
        for event in recording.events
    ]


def read_events(rows: Iterable[Mapping[str, Any]]) -> tuple[Event, ...]:
    """The events of one trace from rows of the table `events`, in order of `step`."""
    return tuple(
        Event(
            step=row["step"],
            kind=row["kind"],
            frame=row["frame"],
            depth=row["depth"],
            function=row["function"],
            line=row["line"],
            visit=row["visit"],
            changes=tuple(Change(**change) for change in row["changes"] or ()),
            value=row["value"],
            stdout_delta=row["stdout_delta"],
            heap=row["heap"],
        )
        for row in rows
    )
