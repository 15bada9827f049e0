"""The events of a recorded run, read from its trace when they are first asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

from tracepile.execution.changes import ChangeFinder
from tracepile.execution.model import Change, Event
from tracepile.execution.steps import count_steps, read_steps

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

    def read(self) -> Rows:
        """The rows: kind, frame, depth, function, line, visit, printed, heap operations, description."""
        return self._rows or read_steps(self._steps)


class RecordedEvents(Sequence[Event]):
    """The events of a trace. Reading the first one builds them all, with their changes.

    Raises LookupError, TypeError, ValueError or AttributeError then if the trace is none that a tracer would write.
    """

    def __init__(self, trace: Trace, max_value_chars: int) -> None:
        self._trace = trace
        self._max_value_chars = max_value_chars
        self._n_events = trace.count()
        self._events: tuple[Event, ...] | None = None

    def read(self) -> tuple[Event, ...]:
        """All events."""
        if self._events is None:
            self._events = _build_events(self._trace.read(), self._max_value_chars)
            self._trace = Trace()
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


def _build_events(rows: Rows, max_value_chars: int) -> tuple[Event, ...]:
    finder = ChangeFinder(max_value_chars)
    changes: list[list[Change]] = []
    values: list[str | None] = []
    for step, row in enumerate(rows):
        kind, frame, depth, heap, value = row[0], row[1], row[2], row[7], row[8]
        changes.append([])
        for owner, found in finder.add(step, kind, frame, depth, json.loads(heap)):
            changes[owner].extend(found)
        values.append(finder.returned() if kind == "return" else value)
    return tuple(
        Event(
            step=step,
            kind=row[0],
            frame=row[1],
            depth=row[2],
            function=row[3],
            line=row[4],
            visit=row[5],
            changes=tuple(changes[step]),
            value=values[step],
            stdout_delta=row[6],
            heap=row[7],
        )
        for step, row in enumerate(rows)
    )
