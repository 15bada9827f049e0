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
from collections.abc import Iterable
from typing import Any

MARK = b"S"
"""The first byte of a record that holds a part of such a stream, and no JSON."""

NO_EVENT = "[=~PDX"
"""How the texts begin that are no events of their own."""

_EVENT = tuple("CLRYE")

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


def read_steps(texts: Iterable[str]) -> list[list[Any]]:
    """The rows of a stream: kind, frame, depth, function, line, visit, printed, heap operations, description."""
    rows: list[list[Any]] = []
    names: dict[int, str] = {}
    visits: dict[int, dict[int, int]] = {}
    stack: list[int] = []
    ops: list[str] = []
    printed, description = "", None
    for text in texts:
        for step in text.split("\n"):
            letter = step[0]
            if letter == "[":
                ops.append(step)
                continue
            if letter == "=":
                ops.append(f'["b",{stack[-1]},{step[1:]}]')
                continue
            if letter == "~":
                ops.append(f'["b",0,{step[1:]}]')
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
            else:
                frame, line, kind = stack[-1], int(step[1:]), _KINDS[letter]
            seen = visits[frame]
            if letter == "L":
                seen[line] = seen.get(line, 0) + 1
            heap = f"[{','.join(ops)}]" if ops else "[]"
            rows.append(
                [kind, frame, len(stack) - 1, names[frame], line, seen.get(line, 1), printed, heap, description]
            )
            if letter in "RY":
                stack.pop()
            if ops:
                ops = []
            printed, description = "", None
    return rows
