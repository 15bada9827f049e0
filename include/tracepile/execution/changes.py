"""From heap operations to changes that people and SQL can read: paths, literals and types.

An operation is attributed to the event of the frame that was running when it happened, and listed under the paths
visible from that frame: its own variables, then the globals they do not hide.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple

from tracepile.execution.canonical import cut, literal, type_name
from tracepile.execution.linked_heap import LinkedHeap
from tracepile.execution.model import Change
from tracepile.execution.values import Instance, Value

_FEW = 3  # moved or removed list elements that are listed one by one
_MANY = 8  # listed elements, above which the list is shown whole
_LITERAL_DEPTH = 6
_NAMES = ("b", "c", "u")


class Before(NamedTuple):
    """Of the state before an event: lengths by serial number, literals of deleted keys by id of the operation."""

    lengths: dict[int, int]
    keys: dict[int, str]


class ChangeFinder:
    """Goes through the events of a run and finds the changes of each."""

    def __init__(self, max_value_chars: int) -> None:
        self.heap = LinkedHeap()
        self.max_value_chars = max_value_chars
        self._last_step: dict[int, int] = {}  # of each frame

    def add(
        self, step: int, kind: str, frame: int, depth: int, ops: Sequence[Sequence[Any]]
    ) -> list[tuple[int, list[Change]]]:
        """Go on by one event; the changes it reveals, each list with the step it belongs to."""
        heap = self.heap
        before = self._look_before(ops)
        heap.apply(kind, frame, depth, ops)
        found: list[tuple[int, list[Change]]] = []
        if kind == "call":
            bound = [op for op in ops if op[0] in _NAMES and op[1] == frame]
            found.append((step, [self._name_change(op) for op in bound if op[0] == "b"]))
            ops = [op for op in ops if op[0] not in _NAMES or op[1] != frame]
            runner = heap.stack[-2] if len(heap.stack) > 1 else None
        else:
            runner = frame
        if runner is not None and ops:
            changes = self._find(runner, ops, before)
            if changes:
                found.append((self._last_step[runner], changes))
        self._last_step[frame] = step
        return found

    def returned(self) -> str:
        """The literal of what the last event `return` returned."""
        return self.write(self.heap.value)

    def write(self, value: Value) -> str:
        """The literal of a value inside an event."""
        serial = self.heap.serial_of(value)
        if serial is None:
            return cut(literal(value, depth=_LITERAL_DEPTH), self.max_value_chars)
        known = self.heap.literals.get(serial)
        if known is None:
            known = cut(literal(value, depth=_LITERAL_DEPTH), self.max_value_chars)
            self.heap.literals[serial] = known
        return known

    def _look_before(self, ops: Sequence[Sequence[Any]]) -> Before:
        """What later can no longer be seen: the lengths of lists that are spliced, the literals of deleted keys."""
        objects = self.heap.objects
        lengths = {op[1]: len(_items(objects[op[1]])) for op in ops if op[0] == "s" and op[1] in objects}
        keys = {id(op): self.write(self.heap.decode(op[2])) for op in ops if op[0] == "d"}
        return Before(lengths, keys)

    def _find(self, runner: int, ops: Sequence[Sequence[Any]], before: Before) -> list[Change]:
        heap = self.heap
        own = heap.variables[runner]
        changes: dict[str, Change] = {}
        fresh: set[str] = set()
        for op in ops:
            if op[0] in _NAMES and (op[1] == runner or (op[1] == heap.module and op[2] not in own)):
                change = self._name_change(op)
                changes[change.path] = change
                fresh.add(op[2])
        for op in ops:
            if op[0] in _NAMES or op[0] in ("n", "v", "y", "g") or op[1] not in heap.objects:
                continue
            paths = heap.paths(op[1], runner, fresh)
            for path in paths:
                for change in self._object_changes(path, op, before):
                    changes[change.path] = change
            if not paths:
                for name in heap.roots(op[1], runner):
                    if name not in fresh:
                        changes[name] = self._set(name, own[name] if name in own else heap.globals[name])
        return list(changes.values())

    def _name_change(self, op: Sequence[Any]) -> Change:
        if op[0] == "u":
            return Change(op[2], "delete")
        return self._set(op[2], self.heap.variables[op[1]].get(op[2]))

    def _set(self, path: str, value: Value) -> Change:
        return Change(path, "set", self.write(value), type_name(value))

    def _object_changes(self, path: str, op: Sequence[Any], before: Before) -> list[Change]:
        value = self.heap.objects[op[1]]
        what = op[0]
        if what == "a":
            name = op[2]
            return [self._set(attribute_path(path, name), value.attributes[name])] if name in value.attributes else []
        if what == "x":
            return [Change(attribute_path(path, op[2]), "delete")]
        items = _items(value)
        if what == "i":
            key = self.heap.decode(op[2])
            is_there = key in items if isinstance(items, dict) else key < len(items)
            return [self._set(f"{path}[{self.write(key)}]", items[key])] if is_there else []
        if what == "d":
            return [Change(f"{path}[{before.keys[id(op)]}]", "delete")]
        if what == "s":
            return self._splice_changes(path, op, value, items, before)
        return [self._set(path, value)]

    def _splice_changes(self, path: str, op: Sequence[Any], value: Value, items: Any, before: Before) -> list[Change]:
        _, serial, start, n_removed, children = op
        old, new = before.lengths.get(serial, 0), len(items)
        nothing_moves = start + n_removed == old or len(children) == n_removed
        last = start + len(children) if nothing_moves else new
        n_listed = max(last - start, old - new)
        if n_listed > max(_FEW, len(children)) or n_listed > _MANY or (isinstance(items, deque) and start < n_removed):
            return [self._set(path, value)]
        changes = [self._set(f"{path}[{place}]", items[place]) for place in range(start, last)]
        changes += [Change(f"{path}[{place}]", "delete") for place in reversed(range(new, old))]
        return changes


def attribute_path(path: str, name: str) -> str:
    """The path of an attribute."""
    return f"{path}.{name}" if name.isidentifier() else f"{path}.__dict__[{name!r}]"


def _items(value: Value) -> Any:
    return value.items if isinstance(value, Instance) else value
