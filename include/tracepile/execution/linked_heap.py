"""A heap that also knows who refers to whom, to name the paths that lead to an object."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from tracepile.execution.canonical import literal
from tracepile.execution.heap import NOTHING, PLAIN, Heap
from tracepile.execution.values import Instance, Opaque, Value

_MAX_PATHS = 64
_MAX_STEPS = 4_000  # of one search
_MAX_SEGMENTS = 64
_MAX_VISITS = 4  # of one object in one search: by how many ways around it a path may go
_MAX_FORGOTTEN = 256
_MAX_PASSED = 12  # objects on the way of paths that are remembered
_BINDINGS = ("b", "c", "u")


class _Route(NamedTuple):
    """The paths found to an object, and what they depend on: the state of the objects that hold it, at a time."""

    time: int
    passed: tuple[int, ...]
    paths: list[str]
    names: frozenset[str]  # at which they start


class LinkedHeap(Heap):
    """Adds the referrers of each object, and a memory of literals that is emptied as far as objects change."""

    def __init__(self) -> None:
        super().__init__()
        self.literals: dict[int, str] = {}
        self._serials: dict[int, int] = {}  # by id of a live object
        self._holders: dict[int, dict[int, int]] = {}  # object: {object that holds it: how often}
        self._n_held: dict[int, int] = {}  # object: how many objects it holds
        self._names: dict[int, dict[tuple[int, str], None]] = {}  # object: the variables bound to it
        # Paths found before, by frame and object. Times count such events: `_reached` is when the names or the holders
        # of an object changed last, `_rearranged` when the places of the objects in it did.
        self._routes: dict[int, dict[int, _Route]] = {}
        self._reached: dict[int, int] = {}
        self._rearranged: dict[int, int] = {}
        self._now = 0

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
            self._now += 1
            self._rearranged[serial] = self._now

    def change(self, op: Sequence[Any]) -> None:
        what = op[0]
        if what not in _BINDINGS:
            super().change(op)
            return
        _, frame, name, *code = op
        variables = self.variables[frame]
        before = variables.get(name, NOTHING)
        if type(before) not in PLAIN:
            if before is NOTHING or not code:
                self._hide(frame, name)
            self._unname(frame, name, before)
        super().change(op)
        if code and type(code[0]) is list:
            serial = self._serials.get(id(variables[name]))
            if serial is not None:
                self._names.setdefault(serial, {})[frame, name] = None
                self._touch(serial)

    def forget_object(self, serial: int) -> None:
        value = self.objects[serial]
        for child in children(value):
            self._unlink(serial, child)
        for times in (self._reached, self._rearranged, self._n_held):
            times.pop(serial, None)
        self._holders.pop(serial, None)
        self._names.pop(serial, None)
        self.literals.pop(serial, None)
        self._serials.pop(id(value), None)
        super().forget_object(serial)

    def forget_variables(self, frame: int, variables: dict[str, Value]) -> None:
        self._routes.pop(frame, None)
        for name, value in variables.items():
            if type(value) not in PLAIN:
                self._unname(frame, name, value)

    def _hide(self, frame: int, name: str) -> None:
        """A variable appears or disappears: it may hide one of the module."""
        if name in self.globals:
            self._routes.clear()

    def _touch(self, serial: int) -> None:
        self._now += 1
        self._reached[serial] = self._now

    def _unname(self, frame: int, name: str, value: Value) -> None:
        serial = self._serials.get(id(value))
        if serial is not None and serial in self._names:
            self._names[serial].pop((frame, name), None)
            self._touch(serial)

    def _link(self, holder: int, child: Value) -> None:
        serial = self._serials.get(id(child))
        if serial is not None:
            holders = self._holders.setdefault(serial, {})
            holders[holder] = holders.get(holder, 0) + 1
            self._n_held[holder] = self._n_held.get(holder, 0) + 1
            self._touch(serial)

    def _unlink(self, holder: int, child: Value) -> None:
        serial = self._serials.get(id(child))
        if serial is not None and holder in self._holders.get(serial, ()):
            holders = self._holders[serial]
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
        if serial not in self._holders:
            self.literals.pop(serial, None)
            return
        todo, seen = [serial], {serial}
        while todo:
            each = todo.pop()
            self.literals.pop(each, None)
            for holder in self._holders.get(each, ()):
                if holder not in seen:
                    seen.add(holder)
                    todo.append(holder)
            if len(seen) > _MAX_FORGOTTEN:
                self.literals.clear()
                return

    # Paths

    def paths(self, serial: int, frame: int, hidden: Collection[str]) -> Sequence[str]:
        """The paths by which `frame` sees an object, without those that start at a `hidden` name.

        Its own variables come before those of the module, and shorter paths before longer ones. Where plain
        containers hold each other in too many ways to list, [] is returned: see `roots`. In a graph of objects only
        some of the ways around them are listed.
        """
        routes = self._routes.setdefault(frame, {})
        route = routes.get(serial)
        if route is None or not self._is_valid(serial, route):
            route = self._find_route(serial, frame, ())
            if len(route.passed) <= _MAX_PASSED:
                routes[serial] = route
        if hidden and not route.names.isdisjoint(hidden):
            return self._find_route(serial, frame, hidden).paths
        return route.paths

    def _is_valid(self, serial: int, route: _Route) -> bool:
        time, reached, rearranged = route.time, self._reached, self._rearranged
        if time == self._now:
            return True
        if reached.get(serial, 0) > time:
            return False
        return all(reached.get(each, 0) <= time and rearranged.get(each, 0) <= time for each in route.passed)

    def _find_route(self, serial: int, frame: int, hidden: Collection[str]) -> _Route:
        names: set[str] = set()
        passed: set[int] = set()
        found: list[str] = []
        of_module: list[str] = []
        has_instances = False
        visits: dict[int, int] = {}
        todo: deque[tuple[int, str, int]] = deque([(serial, "", 0)])
        for _ in range(_MAX_STEPS):
            if not todo or len(found) + len(of_module) >= _MAX_PATHS:
                break
            each, rest, length = todo.popleft()
            for name, is_own in self._visible_names(each, frame):
                if name not in hidden:
                    names.add(name)
                    (found if is_own else of_module).append(name + rest)
            if length >= _MAX_SEGMENTS and (found or of_module):
                continue
            target = self.objects[each]
            for holder in self._holders.get(each, ()):
                passed.add(holder)
                value = self.objects[holder]
                is_instance = isinstance(value, Instance | Opaque)
                has_instances = has_instances or is_instance
                if holder == serial or (is_instance and visits.get(holder, 0) >= _MAX_VISITS):
                    continue
                for segment in _segments(value, target):
                    visits[holder] = visits.get(holder, 0) + 1
                    todo.append((holder, segment + rest, length + 1))
        paths = [] if todo and not has_instances else [*found, *of_module][:_MAX_PATHS]
        return _Route(self._now, tuple(passed), paths, frozenset(names))

    def roots(self, serial: int, frame: int) -> list[str]:
        """The names by which `frame` sees an object or something that holds it, directly or not."""
        found: dict[str, None] = {}
        todo, seen = [serial], {serial}
        while todo:
            each = todo.pop()
            found.update((name, None) for name, _ in self._visible_names(each, frame))
            fresh = [holder for holder in self._holders.get(each, ()) if holder not in seen]
            seen.update(fresh)
            todo.extend(fresh)
        return list(found)

    def _visible_names(self, serial: int, frame: int) -> Iterator[tuple[str, bool]]:
        own = self.variables[frame]
        for owner, name in self._names.get(serial, ()):
            if owner == frame:
                yield name, True
            elif owner == self.module and name not in own:
                yield name, False


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


def _segments(holder: Value, target: Value) -> Iterator[str]:
    """The path segments by which an object holds another one directly."""
    items = holder
    if isinstance(holder, Instance | Opaque):
        for name, child in holder.attributes.items():
            if child is target:
                yield f".{name}"
        items = holder.items if isinstance(holder, Instance) else None
    if isinstance(items, dict):
        for key, child in items.items():
            if child is target:
                yield f"[{literal(key, depth=2)}]"
    elif isinstance(items, list | tuple | deque):
        prefix = ".args" if isinstance(holder, Instance) and holder.kind == "exception" else ""
        for place, child in enumerate(items):
            if child is target:
                yield f"{prefix}[{place}]"
