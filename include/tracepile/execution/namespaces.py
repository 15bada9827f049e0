"""Namespaces: the variables of one frame, remembered and compared like any other object."""

from __future__ import annotations

import types
from collections.abc import Iterable
from itertools import compress
from typing import Any

from tracepile.execution import classes
from tracepile.execution.classes import class_of
from tracepile.execution.tracker import HeapTracker

_UNBOUND = object()
_HIDDEN_IN_MODULE = frozenset(
    map(
        id,
        (
            types.BuiltinFunctionType,
            types.MethodWrapperType,
            types.WrapperDescriptorType,
            types.MethodDescriptorType,
            types.ClassMethodDescriptorType,
        ),
    )
)


class Namespace:
    """The remembered variables of frame `frame`; `free` are names bound in an enclosing function."""

    __slots__ = ("__weakref__", "frame", "free", "heap", "is_module", "kept", "names", "values")

    def __init__(self, heap: HeapTracker, frame: int, *, is_module: bool, free: tuple[str, ...] = ()) -> None:
        self.heap = heap
        self.frame = frame
        self.is_module = is_module
        self.free = free
        self.names: list[str] = []  # everything in the namespace, also what is no state
        self.values: list[Any] = []
        self.kept: dict[str, Any] = {}  # the variables

    def update(self, now: dict[str, Any]) -> None:
        """Compare with the present content and write the operations `b`, `c` and `u`."""
        heap, names, values = self.heap, self.names, self.values
        size, known = len(now), len(names)
        heap.spend(1 + size)
        present = list(now.values())
        if size == known and not (heap.traits.unbind and any(heap.differ(now, names))):
            places = list(compress(range(size), heap.differ(present, values)))
            if not places:
                return
            for place in places:
                self._set(names[place], present[place])
        else:
            names = list(now)
            if size > known and not any(heap.differ(self.names, names)):  # the new ones stand last
                changed = [*compress(range(known), heap.differ(present, values)), *range(known, size)]
                for place in changed:
                    self._set(names[place], present[place])
            else:
                for name, value in zip(names, present, strict=True):
                    self._set(name, value)
                for name in [name for name in self.kept if name not in now]:
                    self._unbind(name)
            self.names = names
        self.values = heap.keep(present)

    def clear(self) -> None:
        """Forget all variables without writing anything: the frame is gone."""
        for kept in self.kept.values():
            self.heap.release(kept)
        self.kept = {}
        self.names = []
        self.values = []

    def roots(self) -> Iterable[Any]:
        """The remembered values of the variables."""
        return self.kept.values()

    def _set(self, name: str, value: Any) -> None:
        heap = self.heap
        before = self.kept.get(name, _UNBOUND)
        if type(name) is not str or not is_state(name, value, is_module=self.is_module):
            if before is not _UNBOUND:
                self._unbind(name)
            return
        if before is not _UNBOUND and (not any(heap.differ((value,), (before,))) or heap.is_equal(value, before)):
            self.kept[name] = heap.keep([value])[0]
            return
        operation = "c" if name in self.free else "b"
        heap.ops.append([operation, self.frame, name, heap.encode(value)])
        if before is not _UNBOUND:
            heap.release(before)
        self.kept[name] = heap.keep([value])[0]

    def _unbind(self, name: str) -> None:
        self.heap.ops.append(["u", self.frame, name])
        self.heap.release(self.kept.pop(name))


def is_state(name: str, value: Any, *, is_module: bool) -> bool:
    """Is a variable part of a state, or does it name a module, a function or class of the library, or a dunder?"""
    if name.startswith(("__", ".")) and (name.endswith("__") or name[0] == "."):
        return False
    cls = type(value)
    if cls is types.ModuleType:
        return False
    if not is_module:
        return True
    if id(cls) in _HIDDEN_IN_MODULE:
        return False
    if cls is types.MethodType:
        value, cls = value.__func__, type(value.__func__)
        if cls is not types.FunctionType:
            return False
    if cls is types.FunctionType:
        return bool(value.__code__.co_filename == classes.PROGRAM_FILENAME)
    if class_of(value).kind == "class":
        return classes.is_program_class(value)
    return classes.type_module(cls) not in ("typing", "__future__")
