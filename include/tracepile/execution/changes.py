"""From heap operations to changes that people and SQL can read: paths, literals and types.

An operation is attributed to the event of the frame that was running when it happened, and listed under the paths
visible from that frame: its own variables, then the globals they do not hide.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from tracepile.execution.canonical import cut, literal, type_name
from tracepile.execution.heap import NOTHING, PLAIN
from tracepile.execution.path_heap import PathHeap
from tracepile.execution.values import Instance, Value

Found: TypeAlias = tuple[str, str, str | None, str | None]
"""The fields of a `Change`: path, operation, value, type."""

_FEW = 3  # moved or removed list elements that are listed one by one
_MANY = 8  # listed elements, above which the list is shown whole
_LITERAL_DEPTH = 6
_NAMES = ("b", "c", "u")
_NO_PATH = ("n", "v", "y", "g")
_NO_NAMES: frozenset[str] = frozenset()


class Before(NamedTuple):
    """Of the state before an event: lengths by serial number, literals of deleted keys by id of the operation."""

    lengths: dict[int, int]
    keys: dict[int, str]


class ChangeFinder:
    """Goes through the events of a run and finds the changes of each."""

    def __init__(self, max_value_chars: int) -> None:
        self.heap = PathHeap()
        self.max_value_chars = max_value_chars
        self._last_step: dict[int, int] = {}  # of each frame

    def add(
        self, step: int, kind: str, frame: int, depth: int, ops: Sequence[Sequence[Any]]
    ) -> Sequence[tuple[int, list[Found]]]:
        """Go on by one event; the changes it reveals, each list with the step it belongs to."""
        heap, last_step = self.heap, self._last_step
        if not ops:
            heap.move(kind, frame, depth)
            last_step[frame] = step
            return ()
        before = self._look_before(ops)
        heap.apply(kind, frame, depth, ops)
        found: list[tuple[int, list[Found]]] = []
        runner: int | None = frame
        if kind == "call":
            bound = [op for op in ops if op[0] in _NAMES and op[1] == frame]
            found.append((step, [self._name_change(op) for op in bound if op[0] == "b"]))
            ops = [op for op in ops if op[0] not in _NAMES or op[1] != frame]
            runner = heap.stack[-2] if len(heap.stack) > 1 else None
        if runner is not None and ops:
            changes = self._find(runner, ops, before)
            if changes:
                found.append((last_step[runner], changes))
        last_step[frame] = step
        return found

    def returned(self) -> str:
        """The literal of what the last event `return` returned."""
        return self.write(self.heap.value)

    def write(self, value: Value) -> str:
        """The literal of a value inside an event."""
        kind = type(value)
        if kind is int and -_BIG < value < _BIG:
            return str(value)
        if kind in PLAIN:
            return cut(literal(value), self.max_value_chars)
        serial = self.heap.serial_of(value)
        if serial is None:
            return cut(literal(value, depth=_LITERAL_DEPTH), self.max_value_chars)
        known = self.heap.literals.get(serial)
        if known is None:
            known = cut(literal(value, depth=_LITERAL_DEPTH), self.max_value_chars)
            self.heap.literals[serial] = known
        return known

    def _look_before(self, ops: Sequence[Sequence[Any]]) -> Before | None:
        """What later can no longer be seen: the lengths of lists that are spliced, the literals of deleted keys."""
        before: Before | None = None
        objects = self.heap.objects
        for op in ops:
            what = op[0]
            if what == "s" or what == "d":
                before = before or Before({}, {})
                if what == "d":
                    before.keys[id(op)] = self.write(self.heap.decode(op[2]))
                elif op[1] in objects:
                    before.lengths[op[1]] = len(_items(objects[op[1]]))
        return before

    def _find(self, runner: int, ops: Sequence[Sequence[Any]], before: Before | None) -> list[Found]:
        heap = self.heap
        own = heap.variables[runner]
        changes: dict[str, Found] = {}
        fresh: set[str] | frozenset[str] = _NO_NAMES
        rest = []
        for op in ops:
            what = op[0]
            if what in _NAMES:
                if op[1] == runner or (op[1] == heap.module and op[2] not in own):
                    change = self._name_change(op)
                    changes[change[0]] = change
                    fresh = {*fresh, op[2]}
            elif what not in _NO_PATH:
                rest.append(op)
        for op in rest:
            if op[1] not in heap.objects:
                continue
            paths = heap.paths(op[1], runner, fresh)
            for path in paths:
                for change in self._object_changes(path, op, before):
                    changes[change[0]] = change
            if not paths:
                for name in heap.roots(op[1], runner):
                    if name not in fresh:
                        changes[name] = self._set(name, own[name] if name in own else heap.globals[name])
        return list(changes.values())

    def _name_change(self, op: Sequence[Any]) -> Found:
        if op[0] == "u":
            return op[2], "delete", None, None
        return self._set(op[2], self.heap.variables[op[1]].get(op[2]))

    def _set(self, path: str, value: Value) -> Found:
        kind = type(value)
        return path, "set", self.write(value), PLAIN[kind] if kind in PLAIN else type_name(value)

    def _object_changes(self, path: str, op: Sequence[Any], before: Before | None) -> list[Found]:
        value = self.heap.objects[op[1]]
        what = op[0]
        if what == "i":
            items, key = _items(value), self.heap.decode(op[2])
            if not isinstance(items, dict):
                return [self._set(f"{path}[{key}]", items[key])] if key < len(items) else []
            child = items.get(key, NOTHING)
            return [] if child is NOTHING else [self._set(f"{path}[{self.write(key)}]", child)]
        if what == "a":
            name = op[2]
            return [self._set(attribute_path(path, name), value.attributes[name])] if name in value.attributes else []
        if what == "x":
            return [(attribute_path(path, op[2]), "delete", None, None)]
        if what == "d":
            assert before is not None
            return [(f"{path}[{before.keys[id(op)]}]", "delete", None, None)]
        if what == "s":
            assert before is not None
            return self._splice_changes(path, op, value, _items(value), before)
        return [self._set(path, value)]

    def _splice_changes(self, path: str, op: Sequence[Any], value: Value, items: Any, before: Before) -> list[Found]:
        _, serial, start, n_removed, children = op
        old, new = before.lengths.get(serial, 0), len(items)
        nothing_moves = start + n_removed == old or len(children) == n_removed
        last = start + len(children) if nothing_moves else new
        n_listed = max(last - start, old - new)
        if n_listed > max(_FEW, len(children)) or n_listed > _MANY or (isinstance(items, deque) and start < n_removed):
            return [self._set(path, value)]
        changes = [self._set(f"{path}[{place}]", items[place]) for place in range(start, last)]
        changes += [(f"{path}[{place}]", "delete", None, None) for place in reversed(range(new, old))]
        return changes


_BIG = 1 << 62


def attribute_path(path: str, name: str) -> str:
    """The path of an attribute."""
    return f"{path}.{name}" if name.isidentifier() else f"{path}.__dict__[{name!r}]"


def _items(value: Value) -> Any:
    return value.items if isinstance(value, Instance) else value
