"""Shadows of objects with attributes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tracepile.execution import classes, objects
from tracepile.execution.classes import Class
from tracepile.execution.shadow import Shadow

if TYPE_CHECKING:
    from tracepile.execution.tracker import HeapTracker

_MISSING = object()


class ObjectShadow(Shadow):
    """An object with attributes; with `inner`, also the items of the built-in type that its class extends."""

    __slots__ = ("arguments", "attributes", "inner", "is_plain", "raw", "text")

    def __init__(
        self,
        heap: HeapTracker,
        serial: int,
        value: Any,
        how: Class,
        inner: Shadow | None = None,
        text: str | None = None,
    ) -> None:
        super().__init__(heap, serial, value, how)
        self.inner = inner
        self.text = text  # of a function or class
        self.is_plain = how.get_dict is not None and not how.slots and not how.fields
        self.can_change = how.get_dict is not None or bool(how.slots) or (inner is not None and inner.can_change)
        self.arguments: list[Any] = []

    def start(self) -> list[Any]:
        how = self.how
        made = ["n", self.serial, "opaque" if self.text is not None else how.kind, how.name, self.text]
        extra: list[Any] = []
        if self.inner is not None:
            self.inner.value = self.value
            begun = self.inner.start()
            made[4], extra = begun[4], begun[6:]
        elif how.kind in ("exception", "value"):
            arguments = list(objects.read_items(self.value, how))
            made[4] = [self.heap.encode(child) for child in arguments]
            self.arguments = self.heap.keep(arguments)
        named = self._read()
        made.append([[name, self.heap.encode(child)] for name, child in named])
        self._remember(named)
        return made + extra

    def _read(self) -> list[tuple[str, Any]]:
        named = objects.read_attributes(self.value, self.how)
        self.heap.spend(len(named) + 1)
        return named

    def _remember(self, named: list[tuple[str, Any]]) -> None:
        kept = self.heap.keep([child for _, child in named])
        self.attributes = dict(zip((name for name, _ in named), kept, strict=True))
        if self.is_plain:
            every = self.how.get_dict(self.value)  # type: ignore[misc]
            self.raw = list(every), self.heap.keep(list(every.values()))

    def is_same(self) -> bool:
        inner = self.inner
        if inner is not None:
            inner.value = self.value
            if not inner.is_same():
                return False
        if type(self.value) is not self.cls or self._has_other_arguments():
            return False
        if self.is_plain:
            every = self.how.get_dict(self.value)  # type: ignore[misc]
            names, values = self.raw
            differ = self.heap.differ
            return (
                len(every) == len(names) and not any(differ(every.values(), values)) and not any(differ(every, names))
            )
        named = objects.read_attributes(self.value, self.how)
        return [name for name, _ in named] == list(self.attributes) and not any(
            self.heap.differ([child for _, child in named], list(self.attributes.values()))
        )

    def _has_other_arguments(self) -> bool:
        """Is this an exception whose `args` were replaced, as by the `__init__` of its base class?"""
        if self.how.kind != "exception":
            return False
        now = list(objects.read_items(self.value, self.how))
        return len(now) != len(self.arguments) or any(self.heap.differ(now, self.arguments))

    def _update_arguments(self) -> None:
        heap, now = self.heap, list(objects.read_items(self.value, self.how))
        heap.ops.append(["r", self.serial, [heap.encode(child) for child in now]])
        for child in self.arguments:
            heap.release(child)
        self.arguments = heap.keep(now)

    def update(self) -> None:
        heap = self.heap
        if self.inner is not None and not self.inner.is_same():
            self.inner.update()
        if self._has_other_arguments():
            self._update_arguments()
        if type(self.value) is not self.cls:
            self._change_class()
        named = self._read()
        old, names = self.attributes, {name for name, _ in named}
        for name, child in named:
            before = old.get(name, _MISSING)
            if before is _MISSING:
                heap.ops.append(["a", self.serial, name, heap.encode(child)])
            elif any(heap.differ([child], [before])) and not heap.is_equal(child, before):
                heap.ops.append(["a", self.serial, name, heap.encode(child)])
                heap.release(before)
        for name, before in old.items():
            if name not in names:
                heap.ops.append(["x", self.serial, name])
                heap.release(before)
        heap.size += len(named) - len(old)
        self._remember(named)

    def _change_class(self) -> None:
        self.cls = type(self.value)
        self.how = classes.class_of(self.value)
        self.is_plain = self.how.get_dict is not None and not self.how.slots and not self.how.fields
        self.heap.ops.append(["t", self.serial, self.how.kind, self.how.name])

    def held(self) -> Iterable[Any]:
        own = [*self.arguments, *self.attributes.values()]
        return own if self.inner is None else [*own, *self.inner.held()]

    def size(self) -> int:
        return len(self.attributes) + (0 if self.inner is None else self.inner.size())
