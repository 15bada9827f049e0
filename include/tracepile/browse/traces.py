"""A recorded run for a reader who steps through it: the state at every event, and what the rationales say of it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tracepile.browse.desk import Rows, Snapshot
from tracepile.execution.canonical import LiteralTooLongError, cut, literal, type_name
from tracepile.execution.model import Event
from tracepile.execution.recording import read_events
from tracepile.execution.state import State, replay_events
from tracepile.execution.values import Opaque, Value

MAX_CHARS: Final = 400
"""A longer value is cut."""

_MAX_WRITTEN: Final = 20_000
_MAX_VARIABLES: Final = 100
_DEFINITIONS: Final = {"function", "type", "module", "builtin_function_or_method"}


@dataclass(frozen=True)
class Trace:
    """A run (row of `runs`), the program it ran, its events, and its rationales (rows, each with `steps` and, where it
    answers one, `question`)."""

    run: dict[str, Any]
    program: dict[str, Any]
    events: Sequence[Event]
    rationales: Rows

    def window(self, first: int, count: int) -> dict[str, Any]:
        """Return the state at `count` events from `first` on, as JSON values.

        Keys: first, n_steps, output (printed before the first of these events), steps: step, kind, line, function,
        visit, value (returned or raised), printed (since the event before), changes (what the line does: path, op,
        value) and stack, innermost first: frame, function, line, variables (name, value, type).
        """
        output: list[str] = []
        steps: list[dict[str, Any]] = []
        functions: dict[int, str] = {}
        lines: dict[int, int] = {}
        for event, state in replay_events(self.events[: first + count]):
            functions[event.frame], lines[event.frame] = event.function, event.line
            if event.step < first:
                output.append(event.stdout_delta)
            else:
                steps.append(_describe(event, list(_walk_stack(state, functions, lines))))
        return {"first": first, "n_steps": len(self.events), "output": "".join(output), "steps": steps}


def find_trace(snapshot: Snapshot, trace_id: str) -> Trace | None:
    """Return a recorded run by its id; None if there is none. The last few are kept in memory."""
    return snapshot.traces.remember(trace_id, lambda: _read_trace(snapshot, trace_id))


def _read_trace(snapshot: Snapshot, trace_id: str) -> Trace | None:
    places = snapshot.query("pages/row_found.sql", {"wanted": trace_id}, "row_index")
    if not places or places[0]["kind"] != "runs":
        return None
    family: str = places[0]["family_id"]
    [run] = snapshot.read_batch("runs", family, {"trace_id": trace_id})
    events = snapshot.read_batch("events", family, {"trace_id": trace_id})
    events.sort(key=lambda row: int(row["step"]))
    return Trace(run, _read_program(snapshot, family, run), read_events(events), _read_rationales(snapshot, run))


def _read_program(snapshot: Snapshot, family: str, run: dict[str, Any]) -> dict[str, Any]:
    """Return the program that was run, which may be a variant: title, source, source_ref, code, rewrite_chain."""
    found = next(iter(snapshot.read_batch("programs", family, {"program_id": family})), {})
    program = {name: found.get(name) for name in ("code", "title", "source", "source_ref")}
    variants = snapshot.read_batch("variants", family, {"program_id": run["program_id"]})
    own = {name: variants[0][name] for name in ("code", "rewrite_chain")} if variants else {"rewrite_chain": None}
    return program | own


def _read_rationales(snapshot: Snapshot, run: dict[str, Any]) -> Rows:
    """Return the rationales of a run, that of its own answer first, each with its steps and its question."""
    family, trace_id = run["family_id"], run["trace_id"]
    asked = snapshot.read_batch("questions", family, {"trace_id": trace_id})
    questions = {row["question_id"]: row["question"] for row in asked}
    rows = snapshot.read_batch("rationales", family, {"trace_id": trace_id})
    for row in rows:
        row["question"] = questions.get(row["question_id"])
        row["steps"] = [
            {"first": step["trace_steps"][0], "last": step["trace_steps"][1], "prose": step["prose"]}
            for step in json.loads(row.pop("rationale"))["steps"]
        ]
    return sorted(rows, key=lambda row: (row["question_id"] or "", row["rationale_id"]))


def _describe(event: Event, stack: Rows) -> dict[str, Any]:
    return {
        "step": event.step,
        "kind": event.kind,
        "line": event.line,
        "function": event.function,
        "visit": event.visit,
        "value": None if event.value is None else cut(event.value, MAX_CHARS),
        "printed": event.stdout_delta,
        "changes": [
            {"path": change.path, "op": change.op, "value": cut(change.value, MAX_CHARS) if change.value else None}
            for change in event.changes[:_MAX_VARIABLES]
        ],
        "stack": stack,
    }


def _walk_stack(state: State, functions: dict[int, str], lines: dict[int, int]) -> Iterator[dict[str, Any]]:
    for frame in reversed(state.stack):
        variables = state.seen_from(frame).variables
        yield {
            "frame": frame,
            "function": functions[frame],
            "line": lines[frame],
            "variables": [
                {"name": name, "value": _write(value), "type": type_name(value)}
                for name, value in list(variables.items())[:_MAX_VARIABLES]
                if not (isinstance(value, Opaque) and value.type_name in _DEFINITIONS)
            ],
        }


def _write(value: Value) -> str:
    """Return the literal of a value, cut; of a very long one only how long it is."""
    try:
        return cut(literal(value, limit=_MAX_WRITTEN, depth=6), MAX_CHARS)
    except LiteralTooLongError:
        return f"{type_name(value)} of {len(value):,} elements" if hasattr(value, "__len__") else type_name(value)
