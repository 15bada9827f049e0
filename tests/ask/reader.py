"""Answers every kind of question a second time: plain Python over the events and states of the reference tracer.

Nothing here comes from the stage: no SQL, no relation, no part of the program's text but the bodies of its loops.
"""

import ast
import re
from itertools import groupby
from typing import Any

from tests.ask.test_against_replay import AT_ONE_STEP, OVER_THE_CALL, UNDEFINED, Refold
from tests.ask.test_against_replay import derive as derive_value
from tracepile.execution.model import Event, Recording


class Reader:
    """One recorded run."""

    def __init__(self, recording: Recording, rows: list[dict[str, Any]]) -> None:
        self.recording = recording
        self.events = recording.events
        paths = {(self._frame(row), row["variable"]) for row in rows if _names_a_path(row)}
        self.fold = Refold(recording, {(frame, path) for frame, path in paths if path})
        self.bodies: dict[int, tuple[int, int]] = {}
        for node in ast.walk(ast.parse(recording.case.code)):
            if isinstance(node, ast.For | ast.While | ast.If):
                ends = [each.end_lineno or each.lineno for each in node.body]
                self.bodies[node.lineno] = (node.body[0].lineno, max(ends))

    def _frame(self, row: dict[str, Any]) -> int:
        return self.events[row["step"]].frame

    def answer(self, row: dict[str, Any]) -> str:
        kind = row["kind"]
        if kind in AT_ONE_STEP | OVER_THE_CALL | {"return_value_of_call"}:
            return derive_value(row, self.fold)
        found = getattr(self, kind)(row)
        return found if isinstance(found, str) else repr(found)

    # over the whole run

    def _own_lines(self, line: int) -> list[Event]:
        # a comprehension is a function of its own to Python 3.11, and its line events are not those of the statement
        return [e for e in self.events if e.kind == "line" and e.line == line and e.function not in HIDDEN]

    def line_visits(self, row: dict[str, Any]) -> int:
        return len(self._own_lines(row["line"]))

    def line_ran(self, row: dict[str, Any]) -> bool:
        return bool(self._own_lines(row["line"]))

    def n_calls(self, row: dict[str, Any]) -> int:
        return sum(e.kind == "call" and e.function == row["variable"] for e in self.events)

    def call_order(self, row: dict[str, Any]) -> list[str]:
        names = re.findall(r"`(\w+)`", row["detail"])
        return [e.function for e in self.events if e.kind == "call" and e.function in names]

    def recursion_depth(self, row: dict[str, Any]) -> int:
        last = {e.frame: e.step for e in self.events}
        calls = [e for e in self.events if e.kind == "call" and e.function == row["variable"]]
        return max(sum(c.step <= e.step <= last[c.frame] for c in calls) for e in calls)

    def exception_type(self, row: dict[str, Any]) -> str:
        first = next(e for e in self.events if e.kind == "exception")
        return repr((first.value or "").split(":")[0])

    def exception_line(self, row: dict[str, Any]) -> int:
        return next(e for e in self.events if e.kind == "exception").line

    def assertion(self, row: dict[str, Any]) -> str:
        return self.recording.result or ""

    def input_prediction(self, row: dict[str, Any]) -> str:
        call = ast.parse(self.recording.case.call or "", mode="eval").body
        assert isinstance(call, ast.Call)
        assert self.recording.result == row["detail"]
        values = [ast.literal_eval(argument) for argument in call.args]
        return repr(values[0]) if len(values) == 1 else repr(tuple(values))

    # at one place

    def _next(self, event: Event) -> Event | None:
        return next((e for e in self.events[event.step + 1 :] if e.frame == event.frame), None)

    def _enters(self, event: Event) -> bool:
        after = self._next(event)
        first, last = self.bodies[event.line]
        return after is not None and after.kind == "line" and first <= after.line <= last

    def branch_taken(self, row: dict[str, Any]) -> bool:
        return self._enters(self.events[row["step"]])

    def next_line(self, row: dict[str, Any]) -> int:
        return self.events[row["step"] + 1].line

    def stdout_after(self, row: dict[str, Any]) -> str:
        text = self.events[row["step"] + 1].stdout_delta
        assert ast.literal_eval(row["answer"]) == text.removesuffix("\n")
        return str(row["answer"])

    def value_before_line_visit(self, row: dict[str, Any]) -> str:
        return str(self.fold.values[self._frame(row), row["variable"], row["step"]][0])  # type: ignore[index]

    def is_defined(self, row: dict[str, Any]) -> bool:
        return self.fold.values[self._frame(row), row["variable"], row["step"]] is not UNDEFINED

    def same_object(self, row: dict[str, Any]) -> bool:
        seen = self.fold.next_step(row["step"])
        state = next(state for event, state in self.recording.replay() if event.step == seen)
        one, other = row["variable"].split(", ")
        return state.variables[one] is state.variables[other]

    def _after(self, row: dict[str, Any], step: int) -> Any:
        value = self.fold.values[self._frame(row), row["variable"], self.fold.next_step(step)]
        return ast.literal_eval(value[0])  # type: ignore[index]

    def length_after_line_visit(self, row: dict[str, Any]) -> int:
        return len(self._after(row, row["step"]))

    def difference_between_visits(self, row: dict[str, Any]) -> int:
        frame, line, visit = self._frame(row), row["line"], int(row["detail"])
        earlier = next(e for e in self._lines(frame) if e.line == line and e.visit == visit)
        return int(self._after(row, row["step"]) - self._after(row, earlier.step))

    # over one call

    def _lines(self, frame: int) -> list[Event]:
        return [e for e in self.events if e.frame == frame and e.kind == "line"]

    def _values(self, row: dict[str, Any]) -> list[str]:
        history = self.fold.history(self._frame(row), row["variable"])
        return [value for value, _ in groupby(value for _, (value, _) in history)]

    def value_history(self, row: dict[str, Any]) -> str:
        return f"[{', '.join(self._values(row))}]"

    def sum_of_values(self, row: dict[str, Any]) -> int:
        return sum(map(int, self._values(row)))

    def loop_iterations(self, row: dict[str, Any]) -> int:
        return sum(self._enters(e) for e in self._lines(self._frame(row)) if e.line == row["line"])

    def left_early(self, row: dict[str, Any]) -> bool:
        heads = [e for e in self._lines(self._frame(row)) if e.line == row["line"]]
        return self._enters(heads[-1])

    def last_line_of_call(self, row: dict[str, Any]) -> int:
        return self._lines(self._frame(row))[-1].line

    def n_lines_run(self, row: dict[str, Any]) -> int:
        return len(self._lines(self._frame(row)))


def _names_a_path(row: dict[str, Any]) -> bool:
    return (
        row["step"] is not None
        and row["variable"] is not None
        and row["kind"] not in ("input_prediction", "same_object")
    )


HIDDEN = {"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>", "<lambda>"}
