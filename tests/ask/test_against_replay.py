"""On real programs, every answer about a value is derived again by folding the recorded state in Python."""

import ast
from bisect import bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from tracepile.execution.canonical import literal, type_name
from tracepile.execution.model import Recording
from tracepile.execution.values import Instance

UNDEFINED = object()
AT_ONE_STEP = {
    "final_value",
    "value_after_line_visit",
    "element_after_line_visit",
    "type_of",
    "value_at_iteration",
    "call_arguments",
}
OVER_THE_CALL = {"n_changes", "max_value", "min_value", "first_visit_when"}


class Refold:
    """The values of chosen paths at every event of their frame, read from a replay."""

    def __init__(self, recording: Recording, wanted: set[tuple[int, str]]) -> None:
        self.events = recording.events
        self.steps: dict[int, list[int]] = defaultdict(list)
        self.values: dict[tuple[int, str, int], tuple[str, str] | object] = {}
        self.returned: dict[int, str] = {}
        paths: dict[int, set[str]] = defaultdict(set)
        for frame, path in wanted:
            paths[frame].add(path)
        for event, state in recording.replay():
            self.steps[event.frame].append(event.step)
            if event.kind == "return":
                self.returned[event.step] = literal(state.value)
            for path in paths[event.frame]:
                self.values[event.frame, path, event.step] = _read(state.variables, path)

    def next_step(self, step: int) -> int:
        steps = self.steps[self.events[step].frame]
        return steps[bisect_right(steps, step)]

    def next_visit(self, step: int) -> int:
        event = self.events[step]
        steps = self.steps[event.frame]
        later = (self.events[other] for other in steps[bisect_right(steps, step) :])
        return next(other.step for other in later if other.kind == "line" and other.line == event.line)

    def history(self, frame: int, path: str) -> Iterator[tuple[int, tuple[str, str]]]:
        for step in self.steps[frame]:
            value = self.values[frame, path, step]
            if isinstance(value, tuple):
                yield step, value


def _read(variables: dict[str, Any], path: str) -> tuple[str, str] | object:
    node: ast.expr = ast.parse(path, mode="eval").body
    keys = []
    while isinstance(node, ast.Subscript):
        keys.append(ast.literal_eval(node.slice))
        node = node.value
    assert isinstance(node, ast.Name)
    value: Any = variables
    for key in (node.id, *reversed(keys)):
        value = value.items if isinstance(value, Instance) else value
        # not simply by reading, which would change a defaultdict
        present = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list | deque) else ()
        if key not in present:
            return UNDEFINED
        value = value[key]
    return literal(value), type_name(value)


def derive(row: dict[str, Any], fold: Refold) -> str:
    kind, step, path = row["kind"], row["step"], row["variable"]
    frame = fold.events[step].frame
    if kind in AT_ONE_STEP:
        if kind in ("final_value", "call_arguments"):
            at = step
        elif kind == "value_at_iteration":
            at = fold.next_visit(step)
        else:
            at = fold.next_step(step)
        value, name = fold.values[frame, path, at]  # type: ignore[misc]
        return repr(name) if kind == "type_of" else value
    if kind == "return_value_of_call":
        return fold.returned[step]
    history = list(fold.history(frame, path))
    if kind == "n_changes":
        return str(len(list(groupby(value for _, value in history))) - 1)
    if kind == "first_visit_when":
        seen = next(at for at, (value, _) in history if value == row["detail"])
        assert seen == fold.next_step(step)
        heads = (fold.events[at] for at in fold.steps[frame] if at <= step)
        return str(sum(event.kind == "line" and event.line == row["line"] for event in heads))
    numbers = [eval(value) for _, (value, _) in history]
    extreme = max(numbers) if kind == "max_value" else min(numbers)
    assert eval(fold.values[frame, path, fold.next_step(step)][0]) == extreme  # type: ignore[index]
    return repr(extreme)


def test_answers_about_values_equal_a_fold_of_the_recorded_state(seed_candidates) -> None:
    n_checked: Counter[str] = Counter()
    wrong = []
    for recording, rows in seed_candidates.values():
        rows = [row for row in rows if row["kind"] in AT_ONE_STEP | OVER_THE_CALL | {"return_value_of_call"}]
        wanted = {(recording.events[row["step"]].frame, row["variable"]) for row in rows}
        fold = Refold(recording, {(frame, path) for frame, path in wanted if path is not None})
        for row in rows:
            n_checked[row["kind"]] += 1
            if derive(row, fold) != row["answer"]:
                wrong.append((row, derive(row, fold)))
    assert wrong == []
    assert len(seed_candidates) >= 30
    assert {kind for kind, n in n_checked.items() if n >= 10} >= AT_ONE_STEP | OVER_THE_CALL
    assert n_checked.total() > 2_000
