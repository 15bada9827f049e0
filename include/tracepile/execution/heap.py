"""Folding heap operations: from what the tracer wrote back to real Python values."""

from __future__ import annotations

import ast
from array import array
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Sequence
from typing import Any

from tracepile.execution.values import Instance, Opaque, OpaqueFactory, Value

_CALLABLE = ("<function", "<class", "<built-in", "<bound method", "<method")
_FACTORIES: dict[str, Any] = {
    f"<class '{cls.__name__}'>": cls
    for cls in (int, float, complex, bool, str, bytes, list, dict, set, tuple, frozenset)
} | {"<class 'collections.deque'>": deque, "<class 'collections.Counter'>": Counter}
_IMMUTABLE = ("tuple", "frozenset")
PLAIN = {kind: kind.__name__ for kind in (int, str, float, bool, type(None))}
"""The types of values that are encoded as themselves, and their names."""

NOTHING: Value = object()
"""No value, where None is one."""
_CONSTANTS = {"Ellipsis": ..., "NotImplemented": NotImplemented}


class Heap:
    """All recorded objects as live values, and the variables of every frame on the stack.

    `apply` moves it by one event. The values are changed in place; aliasing is that of the program.
    """

    def __init__(self) -> None:
        self.objects: dict[int, Value] = {}
        self.stack: list[int] = []
        self.variables: dict[int, dict[str, Value]] = {}
        self.module: int | None = None
        self.value: Value = None  # what the last event `return` returned
        self._suspended: set[int] = set()

    @property
    def globals(self) -> dict[str, Value]:
        """The variables of the module."""
        return {} if self.module is None else self.variables[self.module]

    def apply(self, kind: str, frame: int, depth: int, ops: Sequence[Sequence[Any]]) -> None:
        """Go on by one event: its kind, frame and depth, and its heap operations."""
        self.move(kind, frame, depth)
        made = [op for op in ops if op[0] == "n"] if ops else ()
        if made:
            self.make_objects(made)
        for op in ops:
            if op[0] != "n":
                self.change(op)

    def move(self, kind: str, frame: int, depth: int) -> None:
        """Make the stack that of an event."""
        keep = depth if kind == "call" else depth + 1
        while len(self.stack) > keep:
            self._leave(self.stack.pop())
        if kind == "call":
            if self.module is None:
                self.module = frame
            self.stack.append(frame)
            self._suspended.discard(frame)
            self.variables.setdefault(frame, {})
        elif not self.stack or self.stack[-1] != frame:
            raise ValueError(f"an event of frame {frame}, which is not on top of the stack")

    def _leave(self, frame: int) -> None:
        if frame != self.module and frame not in self._suspended:
            self.forget_variables(frame, self.variables.pop(frame))

    def forget_variables(self, frame: int, variables: dict[str, Value]) -> None:
        """A frame has ended."""

    def decode(self, code: Any) -> Value:
        """The value of an encoded child."""
        if type(code) is not list:
            return code
        return self.objects[code[0]] if len(code) == 1 else decode_atom(code[0], code[1])

    def make_objects(self, made: Sequence[Sequence[Any]]) -> None:
        """Add the objects that an event brought: changeable ones empty, then immutable ones, then all contents."""
        if len(made) == 1 and made[0][3] == "tuple" and made[0][2] == "tuple":  # the usual case, by far
            _, serial, _, _, codes = made[0]
            self.objects[serial] = tuple([self.decode(code) for code in codes])
            return
        waiting: dict[int, Sequence[Any]] = {}
        filled: list[Sequence[Any]] = []
        for op in made:
            if op[2] in _IMMUTABLE and not _is_instance(op):
                waiting[op[1]] = op
            else:
                filled.append(op)
                self.objects[op[1]] = self._make_empty(op)
        self._make_immutable(waiting)
        for op in filled:
            self._fill(self.objects[op[1]], op)

    def _make_immutable(self, waiting: dict[int, Sequence[Any]]) -> None:
        todo = list(waiting)
        while todo:
            serial = todo[-1]
            if serial in self.objects:
                todo.pop()
                continue
            op = waiting[serial]
            missing = [
                code[0] for code in op[4] if type(code) is list and len(code) == 1 and code[0] not in self.objects
            ]
            if missing:
                todo.extend(missing)
                continue
            children = [self.decode(code) for code in op[4]]
            self.objects[serial] = tuple(children) if op[2] == "tuple" else frozenset(children)
            todo.pop()

    def _make_empty(self, op: Sequence[Any]) -> Value:
        _, _, kind, name, items, *_ = op
        if kind == "opaque":
            is_callable = items.startswith(_CALLABLE)
            return (OpaqueFactory if is_callable else Opaque)(name, items, is_atom=False)
        if not _is_instance(op):
            return _make_container(kind, name, items, op[6] if len(op) > 6 else None)
        return Instance(name, kind=kind)

    def _fill(self, made: Value, op: Sequence[Any]) -> None:
        _, _, kind, name, items, *rest = op
        attributes = rest[0] if rest else None
        if isinstance(made, Instance):
            made.items = self._make_items(kind, items, rest[1] if len(rest) > 1 else None)
        elif kind == "dict":
            if name == "defaultdict":
                made.default_factory = _find_factory(self.decode(rest[1]))
            for key, child in items:
                made[self.decode(key)] = self.decode(child)
        elif kind in ("list", "deque"):
            made.extend([self.decode(code) for code in items])
        elif kind == "set":
            made.update([self.decode(code) for code in items])
        if attributes:
            made.attributes.update((name, self.decode(code)) for name, code in attributes)

    def _make_items(self, kind: str, items: Any, extra: Any) -> Value:
        match kind:
            case "list":
                return [self.decode(code) for code in items]
            case "deque":
                return deque([self.decode(code) for code in items], extra)
            case "tuple" | "exception":
                return tuple([self.decode(code) for code in items])
            case "set":
                return {self.decode(code) for code in items}
            case "frozenset":
                return frozenset([self.decode(code) for code in items])
            case "dict":
                return {self.decode(key): self.decode(child) for key, child in items}
            case "value":
                return self.decode(items[0])
            case "buffer":
                return _make_container(kind, "bytearray", items, None)
            case _:
                return None

    def change(self, op: Sequence[Any]) -> None:
        """Apply one operation other than `n`."""
        what = op[0]
        if what in ("b", "c"):
            self.variables[op[1]][op[2]] = self.decode(op[3])
        elif what == "u":
            del self.variables[op[1]][op[2]]
        elif what == "v":
            self.value = self.decode(op[1])
        elif what == "y":
            self._suspended.add(self.stack[-1])
        elif what == "g":
            for serial in op[1]:
                self.forget_object(serial)
        else:
            self.change_object(self.objects[op[1]], op)

    def forget_object(self, serial: int) -> None:
        """An object cannot be reached any more."""
        del self.objects[serial]

    def change_object(self, value: Value, op: Sequence[Any]) -> None:
        """Apply one operation on an object."""
        what = op[0]
        items = value.items if isinstance(value, Instance) else value
        if what == "i":
            items[self.decode(op[2])] = self.decode(op[3])
        elif what == "s":
            _splice(items, op[2], op[3], [self.decode(code) for code in op[4]])
        elif what == "d":
            del items[self.decode(op[2])]
        elif what == "+":
            items.update([self.decode(code) for code in op[2]])
        elif what == "-":
            items.difference_update([self.decode(code) for code in op[2]])
        elif what == "a":
            value.attributes[op[2]] = self.decode(op[3])
        elif what == "x":
            del value.attributes[op[2]]
        elif what == "t":
            value.kind, value.type_name = op[2], op[3]
        elif what == "e":
            value.default_factory = _find_factory(self.decode(op[2]))
        elif what == "r" and isinstance(items, tuple):  # the arguments of an exception
            value.items = tuple([self.decode(code) for code in op[2]])
        elif what == "r":
            self._replace(items, op[2])
        else:
            raise ValueError(f"unknown heap operation {what!r}")

    def _replace(self, items: Value, content: Any) -> None:
        if isinstance(items, bytearray | array):
            items[:] = _make_container("buffer", "", content, None)
            return
        items.clear()
        if isinstance(items, dict):
            for key, child in content:
                items[self.decode(key)] = self.decode(child)
        else:
            items.update([self.decode(code) for code in content])


def decode_atom(name: str, text: str) -> Value:
    """The value of an atom that JSON does not have, or a stand-in for it."""
    if name == "float":
        return float(text)
    if "…[len=" in text:
        return Opaque(name, text)
    if name == "int":
        return int(text, 0)
    if name == "complex":
        return complex(text)
    if name == "bytes":
        return ast.literal_eval(text)
    if name == "range":
        return range(*ast.literal_eval(text[5:]))
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    return OpaqueFactory(name, text) if text.startswith(_CALLABLE) else Opaque(name, text)


def _is_instance(op: Sequence[Any]) -> bool:
    return len(op) > 5 and op[5] is not None and op[2] != "opaque"


def _make_container(kind: str, name: str, items: Any, extra: Any) -> Value:
    match kind:
        case "list":
            return []
        case "set":
            return set()
        case "deque":
            return deque(maxlen=extra)
        case "buffer":
            content = ast.literal_eval(items[items.index("(") : -1] + ",)")
            return bytearray(*content) if items.startswith("bytearray") else array(*content)
        case "dict":
            made = {"Counter": Counter, "OrderedDict": OrderedDict, "defaultdict": defaultdict}.get(name, dict)
            return made()
    raise ValueError(f"unknown kind of object {kind!r}")


def _find_factory(value: Value) -> Any:
    return _FACTORIES.get(value.literal, value) if isinstance(value, Opaque) else value


def _splice(items: Value, start: int, n_removed: int, children: list[Value]) -> None:
    if isinstance(items, list):
        items[start : start + n_removed] = children
        return
    if start == 0 and not children:
        for _ in range(n_removed):
            items.popleft()
    elif start + n_removed == len(items):
        for _ in range(n_removed):
            items.pop()
        items.extend(children)
    else:
        content = list(items)
        content[start : start + n_removed] = children
        items.clear()
        items.extend(content)
