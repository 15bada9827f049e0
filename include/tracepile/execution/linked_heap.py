"""A heap that also knows who refers to whom, and when that changed."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any

from tracepile.execution.heap import NOTHING, PLAIN, Heap
from tracepile.execution.values import Instance, Opaque, Value

_MAX_FORGOTTEN = 256
_BINDINGS = ("b", "c", "u")


class LinkedHeap(Heap):
    """Adds the referrers of each object, and a memory of literals that is emptied as far as objects change."""

    def __init__(self) -> None:
        super().__init__()
        self.literals: dict[int, str] = {}
        self._serials: dict[int, int] = {}  # by id of a live object
        self.holders: dict[int, dict[int, int]] = {}  # object: {object that holds it: how often}
        self._n_held: dict[int, int] = {}  # object: how many objects it holds
        self.names: dict[int, dict[tuple[int, str], None]] = {}  # object: the variables bound to it
        # Times count these changes: of the names or the holders of an object, and of the places of objects in it.
        self.now = 0
        self.reached: dict[int, int] = {}
        self.rearranged: dict[int, int] = {}

    def serial_of(self, value: Value) -> int | None:
        """The serial number of a live object; None for an atom."""
        return self._serials.get(id(value))

    # Keeping track

    def make_objects(self, made: Sequence[Sequence[Any]]) -> None:
        super().make_objects(made)
        objects, serials = self.objects, self._serials
        for op in made:
            serials[id(objects[op[1]])] = op[1]
        for op in made:
            for child in children(objects[op[1]]):
                if type(child) not in PLAIN:
                    self._link(op[1], child)

    def change_object(self, value: Value, op: Sequence[Any]) -> None:
        serial = op[1]
        self._forget_literals(serial)
        if _change_atom(value, op):
            return
        removed, added = self._affected(value, op)
        for child in removed:
            self._unlink(serial, child)
        has_moved = serial in self._n_held
        super().change_object(value, op)
        if op[0] == "r" or added is None:
            added = children(value)
        for child in added:
            self._link(serial, child)
        if has_moved or serial in self._n_held:
            self.now += 1
            self.rearranged[serial] = self.now

    def change(self, op: Sequence[Any]) -> None:
        what = op[0]
        if what not in _BINDINGS:
            super().change(op)
            return
        _, frame, name, *code = op
        variables = self.variables[frame]
        before = variables.get(name, NOTHING)
        if before is NOTHING or not code:
            self.note_name(name)
        if type(before) not in PLAIN:
            self._unname(frame, name, before)
        super().change(op)
        if code and type(code[0]) is list:
            serial = self._serials.get(id(variables[name]))
            if serial is not None:
                self.names.setdefault(serial, {})[frame, name] = None
                self._touch(serial)

    def forget_object(self, serial: int) -> None:
        value = self.objects[serial]
        for child in children(value):
            self._unlink(serial, child)
        for times in (self.reached, self.rearranged, self._n_held):
            times.pop(serial, None)
        self.holders.pop(serial, None)
        self.names.pop(serial, None)
        self.literals.pop(serial, None)
        self._serials.pop(id(value), None)
        super().forget_object(serial)

    def forget_variables(self, frame: int, variables: dict[str, Value]) -> None:
        for name, value in variables.items():
            if type(value) not in PLAIN:
                self._unname(frame, name, value)

    def note_name(self, name: str) -> None:
        """A variable appears or disappears."""

    def _touch(self, serial: int) -> None:
        self.now += 1
        self.reached[serial] = self.now

    def _unname(self, frame: int, name: str, value: Value) -> None:
        serial = self._serials.get(id(value))
        if serial is not None and serial in self.names:
            self.names[serial].pop((frame, name), None)
            self._touch(serial)

    def _link(self, holder: int, child: Value) -> None:
        serial = self._serials.get(id(child))
        if serial is not None:
            holders = self.holders.setdefault(serial, {})
            holders[holder] = holders.get(holder, 0) + 1
            self._n_held[holder] = self._n_held.get(holder, 0) + 1
            self._touch(serial)

    def _unlink(self, holder: int, child: Value) -> None:
        serial = self._serials.get(id(child))
        if serial is not None and holder in self.holders.get(serial, ()):
            holders = self.holders[serial]
            holders[holder] -= 1
            if not holders[holder]:
                del holders[holder]
            self._n_held[holder] -= 1
            if not self._n_held[holder]:
                del self._n_held[holder]
            self._touch(serial)

    def _affected(self, value: Value, op: Sequence[Any]) -> tuple[Iterable[Value], Iterable[Value] | None]:
        """The children an operation takes away, and those it adds (None: all that are there afterwards)."""
        items = value.items if isinstance(value, Instance) else value
        match op[0]:
            case "i" if isinstance(items, dict):
                key, child = self.decode(op[2]), self.decode(op[3])
                return ([items[key]], [child]) if key in items else ([], [key, child])
            case "i":
                return [items[op[2]]], [self.decode(op[3])]
            case "s":
                gone = [items[place] for place in range(op[2], op[2] + op[3])]
                return gone, [self.decode(code) for code in op[4]]
            case "d":
                key = self.decode(op[2])
                return [key, items[key]], []
            case "+":
                return [], [self.decode(code) for code in op[2]]
            case "-":
                return [self.decode(code) for code in op[2]], []
            case "a":
                old = [value.attributes[op[2]]] if op[2] in value.attributes else []
                return old, [self.decode(op[3])]
            case "x":
                return [value.attributes[op[2]]], []
            case "r":
                return children(value), None
        return [], []

    def _forget_literals(self, serial: int) -> None:
        """Forget the literals of an object and of everything that holds it, directly or not."""
        if not self.literals:
            return
        if serial not in self.holders:
            self.literals.pop(serial, None)
            return
        todo, seen = [serial], {serial}
        while todo:
            each = todo.pop()
            self.literals.pop(each, None)
            for holder in self.holders.get(each, ()):
                if holder not in seen:
                    seen.add(holder)
                    todo.append(holder)
            if len(seen) > _MAX_FORGOTTEN:
                self.literals.clear()
                return


def _change_atom(value: Value, op: Sequence[Any]) -> bool:
    """Apply an operation that puts an atom in the place of an atom, or at the end of atoms; False for any other."""
    what = op[0]
    if what == "i":
        _, _, key, child = op
        kind = type(value)
        if type(key) is list or type(child) is list:
            return False
        if (kind is list and type(value[key]) in PLAIN) or (issubclass(kind, dict) and type(value.get(key)) in PLAIN):
            value[key] = child
            return True
    elif what == "s" and type(value) is list:
        _, _, start, n_removed, codes = op
        if not n_removed and start == len(value) and not any(type(code) is list for code in codes):
            value += codes
            return True
    elif what == "a" and type(value) is Instance:
        _, _, name, code = op
        if type(code) is not list and type(value.attributes.get(name)) in PLAIN:
            value.attributes[name] = code
            return True
    return False


def children(value: Value) -> list[Value]:
    """All values an object holds directly."""
    found: list[Value] = []
    items = value
    if isinstance(value, Instance):
        found.extend(value.attributes.values())
        items = value.items
    elif isinstance(value, Opaque):
        return list(value.attributes.values())
    if isinstance(items, dict):
        for key, child in items.items():
            found.append(key)
            found.append(child)
    elif isinstance(items, list | tuple | set | frozenset | deque) and not isinstance(items, array):
        found.extend(items)
    return found
