"""The line tracer: which lines of a program ran, and nothing else."""

from __future__ import annotations

import sys
from types import CodeType, FrameType
from typing import Any

from tracepile.execution.recursion import RecursionMargin


class LineTracer:
    """Collects the lines of `module` and of the code inside it that run."""

    def __init__(self, module: CodeType, margin: RecursionMargin) -> None:
        self.lines: set[int] = set()
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
        if not missing:
            return None
        lines, margin = self.lines, self._margin

        def trace_line(frame: FrameType, event: str, argument: Any) -> Any:
            if event == "exception":
                margin.explain(argument[1])
            elif event == "line":
                line = frame.f_lineno
                lines.add(line)
                missing.discard(line)
                if not missing:
                    return None
            return trace_line

        return trace_line
