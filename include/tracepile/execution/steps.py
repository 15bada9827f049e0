"""The stream in which the fast tracer reports: one text a line, as little as possible for each event.

`[…`       a heap operation (see `recording`); the operations of an event come before it
`="x",5`   a variable of the frame on top bound: short for `["b",frame,"x",5]`; `~`: of the module
`P"text"`  printed before the event
`D"text"`  the exception of an event `E`
`X`        the frame on top is gone without an event
`C7 12 f`  call: frame 7, of function `f`, at line 12; without a name, frame 7 goes on after it had yielded
`L12`      line 12 of the frame on top; `R`, `Y`, `E`: it returns, yields, has an exception
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Operation: TypeAlias = list[Any]

MARK = b"S"
"""The first byte of a record that holds a part of such a stream, and no JSON."""

NO_EVENT = "[=~PDX"
"""How the texts begin that are no events of their own."""

_EVENT = tuple("CLRYE")
_BINDS = "=~"
_SHORT = 80
_decode = json.JSONDecoder().raw_decode

_KINDS = {"L": "line", "R": "return", "Y": "return", "E": "exception"}


def pack_steps(text: str) -> bytes:
    """A part of the stream as a record."""
    return MARK + text.encode()


def read_record(payload: bytes) -> dict[str, Any]:
    """A record of the trace channel; a part of a stream becomes `{"t": "steps", "text": …}`."""
    if payload[:1] == MARK:
        return {"t": "steps", "text": payload[1:].decode()}
    record: dict[str, Any] = json.loads(payload)
    return record


def count_steps(texts: Iterable[str]) -> int:
    """The number of events in a stream."""
    return sum(text.startswith(_EVENT) + sum(text.count(f"\n{letter}") for letter in _EVENT) for text in texts)


@dataclass(slots=True)
class Columns:
    """The events of a trace, column by column: what its tracer wrote, as it stands in the table `events`.

    `descriptions` are those of exceptions; `ops` are the heap operations that `heaps` has as text, to be read only:
    operations written alike are the same object.
    """

    kinds: list[str] = field(default_factory=list)
    frames: list[int] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    visits: list[int] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    heaps: list[str] = field(default_factory=list)
    descriptions: list[str | None] = field(default_factory=list)
    ops: list[Sequence[Operation]] = field(default_factory=list)


def read_rows(rows: Iterable[Sequence[Any]]) -> Columns:
    """The columns of rows: kind, frame, depth, function, line, visit, printed, heap operations, description."""
    columns = Columns()
    for row in rows:
        kind, frame, depth, function, line, visit, printed, heap, description = row
        columns.kinds.append(kind)
        columns.frames.append(frame)
        columns.depths.append(depth)
        columns.functions.append(function)
        columns.lines.append(line)
        columns.visits.append(visit)
        columns.printed.append(printed)
        columns.heaps.append(heap)
        columns.descriptions.append(description)
        columns.ops.append(json.loads(heap) if heap != "[]" else ())
    return columns


def read_steps(texts: Iterable[str]) -> Columns:
    """The columns of a stream."""
    columns = Columns()
    names: dict[int, str] = {}
    visits: dict[int, dict[int, int]] = {}
    stack: list[int] = []
    heap: list[str] = []
    ops: list[Operation] = []
    read = _OperationReader()
    printed, description = "", None
    for text in texts:
        for step in text.split("\n"):
            letter = step[0]
            if letter in _BINDS:
                frame = stack[-1] if letter == "=" else 0
                heap.append(f'["b",{frame},{step[1:]}]')
                ops.append(read.binding(frame, step))
                continue
            if letter == "[":
                heap.append(step)
                ops.append(read.operation(step))
                continue
            if letter == "P":
                printed = json.loads(step[1:])
                continue
            if letter == "D":
                description = json.loads(step[1:])
                continue
            if letter == "X":
                stack.pop()
                continue
            if letter == "C":
                number, line_text, *name = step[1:].split(" ")
                frame, line, kind = int(number), int(line_text), "call"
                if name:
                    names[frame], visits[frame] = name[0], {}
                stack.append(frame)
                visit = visits[frame].get(line, 1)
            else:
                frame, line, kind = stack[-1], int(step[1:]), _KINDS[letter]
                seen = visits[frame]
                visit = seen.get(line, 0) + 1 if letter == "L" else seen.get(line, 1)
                if letter == "L":
                    seen[line] = visit
            columns.kinds.append(kind)
            columns.frames.append(frame)
            columns.depths.append(len(stack) - 1)
            columns.functions.append(names[frame])
            columns.lines.append(line)
            columns.visits.append(visit)
            columns.printed.append(printed)
            columns.descriptions.append(description)
            if heap:
                columns.heaps.append(f"[{','.join(heap)}]")
                columns.ops.append(ops)
                heap, ops = [], []
            else:
                columns.heaps.append("[]")
                columns.ops.append(())
            if letter in "RY":
                stack.pop()
            printed, description = "", None
    return columns


class _OperationReader:
    """Reads operations, short texts only once."""

    def __init__(self) -> None:
        self._known: dict[str, Operation] = {}

    def operation(self, step: str) -> Operation:
        """The operation of a text that begins with `[`."""
        found = self._known.get(step)
        if found is None:
            found = _read_operation(step)
            if len(step) <= _SHORT:
                self._known[step] = found
        return found

    def binding(self, frame: int, step: str) -> Operation:
        """The operation of a text that begins with `=` or `~`."""
        found = self._known.get(step)
        if found is None:
            found = _read_operation(f'["b",{frame},{step[1:]}]')
            if len(step) <= _SHORT:
                self._known[step] = found
        return found if found[1] == frame else ["b", frame, found[2], found[3]]


def _read_operation(text: str) -> Operation:
    found, end = _decode(text)
    if end != len(text) or type(found) is not list:
        raise ValueError("a text that is not one operation")
    return found
