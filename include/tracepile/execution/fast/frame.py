"""A frame of the program, as the fast tracer knows it."""

from __future__ import annotations

from types import FrameType
from typing import TYPE_CHECKING, Any

from tracepile.execution.codes import Code
from tracepile.execution.fast.plans import Plan

if TYPE_CHECKING:
    from tracepile.execution.fast.tracer import FastTracer

_START = Plan(0, None, None)


class Frame:
    """A frame of the program.

    `kept` are its variables as they were last seen, `plan` is that of its present line, `held` are the objects that
    this line may change, `python` is the frame itself while it is on the stack, `trace` its trace function.
    """

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
        self.is_raising = False  # an exception was its last event
        self.python: FrameType | None = None
        self.trace: Any = None

    def line(self) -> int:
        """The line of its last event `line`."""
        return self.plan.line or self.code.first_line
