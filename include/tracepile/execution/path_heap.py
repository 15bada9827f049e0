"""A heap that names the paths that lead to an object."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from tracepile.execution.canonical import literal
from tracepile.execution.linked_heap import LinkedHeap
from tracepile.execution.values import Instance, Opaque, Value

_MAX_PATHS = 64
_MAX_STEPS = 4_000  # of one search
_MAX_SEGMENTS = 64
_MAX_VISITS = 4  # of one object in one search: by how many ways around it a path may go
_MAX_PASSED = 12  # objects on the way of paths that are remembered


class _Route(NamedTuple):
    """The paths found to an object, and what they depend on: the state of the objects that hold it, at a time."""

    time: int
    passed: tuple[int, ...]
    paths: list[str]
    names: frozenset[str]  # at which they start


class PathHeap(LinkedHeap):
    """Finds paths, and remembers those it found for as long as they hold."""

    def __init__(self) -> None:
        super().__init__()
        self._routes: dict[int, dict[int, _Route]] = {}  # by frame and object

    def note_name(self, name: str) -> None:
        if name in self.globals:  # which it may hide
            self._routes.clear()

    def forget_variables(self, frame: int, variables: dict[str, Value]) -> None:
        self._routes.pop(frame, None)
        super().forget_variables(frame, variables)

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
        time, reached, rearranged = route.time, self.reached, self.rearranged
        if time == self.now:
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
            for holder in self.holders.get(each, ()):
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
        return _Route(self.now, tuple(passed), paths, frozenset(names))

    def roots(self, serial: int, frame: int) -> list[str]:
        """The names by which `frame` sees an object or something that holds it, directly or not."""
        found: dict[str, None] = {}
        todo, seen = [serial], {serial}
        while todo:
            each = todo.pop()
            found.update((name, None) for name, _ in self._visible_names(each, frame))
            fresh = [holder for holder in self.holders.get(each, ()) if holder not in seen]
            seen.update(fresh)
            todo.extend(fresh)
        return list(found)

    def _visible_names(self, serial: int, frame: int) -> Iterator[tuple[str, bool]]:
        own = self.variables[frame]
        for owner, name in self.names.get(serial, ()):
            if owner == frame:
                yield name, True
            elif owner == self.module and name not in own:
                yield name, False


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
