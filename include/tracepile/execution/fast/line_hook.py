"""The trace function of all frames: written for speed, as it runs at every line."""

from __future__ import annotations

from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

from tracepile.execution.fast.frame import Frame

if TYPE_CHECKING:
    from tracepile.execution.fast.tracer import FastTracer


def make_line_hook(tracer: FastTracer) -> Callable[[Frame, FrameType, str, Any], None]:
    """The function that `sys.settrace` calls at each event of a frame, to be bound to the record of that frame."""
    stream = tracer.stream
    put, fresh, ticks = stream.put, stream.output.fresh, stream.ticks
    tick, take_other, take_fault, make_plan = ticks.pop, tracer.take_other, tracer.take_fault, tracer.make_plan

    def trace(frame: Frame, python: FrameType, event: str, argument: Any) -> None:
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
                stream.put_printed()
            put(plan.token)
            if ticks:
                tick()
            else:
                tracer.end_chunk()
        except Exception as error:
            take_fault(error)

    return trace
