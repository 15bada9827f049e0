"""The line tracer: which lines of a program ran, and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

from tracepile.execution.recursion import RecursionMargin


class LineTracer:
    """Collects the lines of `module` and of the code inside it that run, and counts how often any of them does.

    After `max_lines` of them it calls `end`, which does not return.
    """

    def __init__(self, module: CodeType, margin: RecursionMargin, max_lines: int, end: Callable[[], None]) -> None:
        self.lines: set[int] = set()
        self._left = [max_lines]
        self._end = end
        self._open: dict[int, set[int]] = {}  # by id of a code object: its lines that have not run yet
        self._kept = module
        self._margin = margin
        todo = [module]
        while todo:
            code = todo.pop()
            self._open[id(code)] = {line for _, _, line in code.co_lines() if line}
            todo.extend(constant for constant in code.co_consts if isinstance(constant, CodeType))

    def start(self) -> None:
        """Begin to collect."""
        sys.settrace(self._trace_call)

    def stop(self) -> None:
        """Collect no more."""
        sys.settrace(None)

    def _trace_call(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        if self._margin.is_exhausted():
            self._margin.refuse_call()
            return None
        missing = self._open.get(id(frame.f_code))
        if missing is None:
            return None
        lines, margin, left, end = self.lines, self._margin, self._left, self._end

        def trace_line(frame: FrameType, event: str, argument: Any) -> Any:
            if event == "line":
                left[0] -= 1
                if missing:
                    line = frame.f_lineno
                    lines.add(line)
                    missing.discard(line)
                if left[0] < 0:
                    end()
            elif event == "exception":
                margin.explain(argument[1])
            return trace_line

        return trace_line
