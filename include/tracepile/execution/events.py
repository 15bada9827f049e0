"""The events of a recorded run, read from its trace when they are first asked for."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, overload

from tracepile.execution.changes import ChangeFinder, Found
from tracepile.execution.model import Change, Event
from tracepile.execution.steps import Columns, count_steps, read_rows, read_steps

Rows = list[list[Any]]


class Trace:
    """What a tracer reported of the events of a run: rows (the reference) or parts of a stream (the fast tracer)."""

    def __init__(self) -> None:
        self._rows: Rows = []
        self._steps: list[str] = []

    def add(self, record: Mapping[str, Any]) -> None:
        """Take a record of the trace channel; others than those of events are left aside."""
        if record.get("t") == "events":
            self._rows.extend(record["rows"])
        elif record.get("t") == "steps":
            self._steps.append(record["text"])

    @property
    def is_of_reference(self) -> bool:
        """Did the reference tracer report it?"""
        return bool(self._rows)

    def count(self) -> int:
        """The number of events."""
        return len(self._rows) + count_steps(self._steps)

    def digest(self) -> str:
        """The sha256 of the whole trace."""
        text = json.dumps(self._rows, separators=(",", ":")) if self._rows else "\n".join(self._steps)
        return hashlib.sha256(text.encode()).hexdigest()

    def read(self) -> Columns:
        """The events, column by column."""
        return read_rows(self._rows) if self._rows else read_steps(self._steps)


@dataclass(slots=True)
class ReadEvents:
    """The events of a trace that was read: what the tracer wrote, the changes of each event (path, op, value, type),
    and what each returned or which exception it had."""

    columns: Columns
    changes: list[list[Found]]
    values: list[str | None]


class RecordedEvents(Sequence[Event]):
    """The events of a trace. Reading the first one reads all of them, with their changes.

    Raises LookupError, TypeError, ValueError or AttributeError then if the trace is none that a tracer would write.
    """

    def __init__(self, trace: Trace, max_value_chars: int, n_events: int | None = None) -> None:
        """`n_events`: how many its tracer says there are, which is held against the trace when that is read."""
        self._trace = trace
        self._max_value_chars = max_value_chars
        self._n_events = trace.count() if n_events is None else n_events
        self._read: ReadEvents | None = None
        self._events: tuple[Event, ...] | None = None

    def read_columns(self) -> ReadEvents:
        """All events, column by column."""
        if self._read is None:
            with _without_collection():
                read = _find_changes(self._trace.read(), self._max_value_chars)
            if len(read.values) != self._n_events:
                raise ValueError(f"it has {len(read.values)} events, not {self._n_events}")
            self._read, self._trace = read, Trace()
        return self._read

    def read(self) -> tuple[Event, ...]:
        """All events."""
        if self._events is None:
            self._events = _build_events(self.read_columns())
        return self._events

    def __len__(self) -> int:
        return self._n_events

    @overload
    def __getitem__(self, place: int) -> Event: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Event, ...]: ...
    def __getitem__(self, place: int | slice) -> Event | tuple[Event, ...]:
        return self.read()[place]

    def __iter__(self) -> Iterator[Event]:
        return iter(self.read())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self.read() == tuple(other)

    def __hash__(self) -> int:
        return hash(self.read())


@contextmanager
def _without_collection() -> Iterator[None]:
    """Without looking for cycles among the many objects that are made and kept: it takes a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _find_changes(columns: Columns, max_value_chars: int) -> ReadEvents:
    finder = ChangeFinder(max_value_chars)
    changes: list[list[Found]] = [[] for _ in columns.kinds]
    values = columns.descriptions.copy()
    events = zip(columns.kinds, columns.frames, columns.depths, columns.ops, strict=True)
    for step, (kind, frame, depth, ops) in enumerate(events):
        for owner, found in finder.add(step, kind, frame, depth, ops):
            changes[owner] += found
        if kind == "return":
            values[step] = finder.returned()
    return ReadEvents(columns, changes, values)


def _build_events(read: ReadEvents) -> tuple[Event, ...]:
    columns = read.columns
    rows = zip(
        *(range(len(read.values)), columns.kinds, columns.frames, columns.depths, columns.functions, columns.lines),
        *(columns.visits, read.changes, read.values, columns.printed, columns.heaps),
        strict=True,
    )
    return tuple(
        Event(
            *(step, kind, frame, depth, function, line, visit),
            tuple([Change(*each) for each in changes]),
            *(value, printed, heap),
        )
        for step, kind, frame, depth, function, line, visit, changes, value, printed, heap in rows
    )
