"""Shadows of lists, tuples, sets, deques, byte arrays and arrays."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import compress
from typing import Any

from tracepile.execution.canonical import literal
from tracepile.execution.shadow import Shadow, is_unequal, put_in_order, trim


class TupleShadow(Shadow):
    """A tuple."""

    __slots__ = ("kept",)

    def start(self) -> list[Any]:
        self.can_change = False
        children = list(tuple.__iter__(self.value))
        self.heap.spend(len(children))
        encoded = [self.heap.encode(child) for child in children]
        self.kept = self.heap.keep(children)
        return ["n", self.serial, "tuple", self.how.name, encoded]

    def held(self) -> Iterable[Any]:
        return self.kept


class SequenceShadow(Shadow):
    """A list or a deque, or a subclass instance."""

    __slots__ = ("iterate", "kept", "length")

    def start(self) -> list[Any]:
        base = list if self.how.kind == "list" else deque
        self.iterate, self.length = base.__iter__, base.__len__
        self.heap.spend(self.length(self.value))
        children = list(self.iterate(self.value))
        encoded = [self.heap.encode(child) for child in children]
        self.kept = self.heap.keep(children)
        made = ["n", self.serial, self.how.kind, self.how.name, encoded]
        limit = deque.maxlen.__get__(self.value) if base is deque else None
        return made if limit is None else [*made, None, limit]

    def is_same(self) -> bool:
        value, kept = self.value, self.kept
        return self.length(value) == len(kept) and not any(self.heap.differ(self.iterate(value), kept))

    def update(self) -> None:
        heap, old = self.heap, self.kept
        heap.spend(self.length(self.value))
        new = list(self.iterate(self.value))
        if len(new) == len(old):
            self._update_places(new, old)
        else:
            first, last_new, last_old = trim(heap, new, old)
            self._splice(new, old, first, last_new, last_old)
        heap.size += len(new) - len(old)

    def _update_places(self, new: list[Any], old: list[Any]) -> None:
        heap = self.heap
        places = [i for i in compress(range(len(new)), heap.differ(new, old)) if not heap.is_equal(new[i], old[i])]
        if places and len(places) > 8 and len(places) > len(new) // 4:
            self._splice(new, old, places[0], places[-1] + 1, places[-1] + 1)
            return
        for place in places:
            heap.ops.append(["i", self.serial, place, heap.encode(new[place])])
        for place in places:
            heap.release(old[place])
        self.kept = heap.keep(new)

    def _splice(self, new: list[Any], old: list[Any], first: int, last_new: int, last_old: int) -> None:
        heap = self.heap
        encoded = [heap.encode(child) for child in new[first:last_new]]
        heap.ops.append(["s", self.serial, first, last_old - first, encoded])
        for child in old[first:last_old]:
            heap.release(child)
        self.kept = heap.keep(new)

    def held(self) -> Iterable[Any]:
        return self.kept

    def size(self) -> int:
        return len(self.kept)


class SetShadow(Shadow):
    """A set or frozenset, or a subclass instance. Members are written in canonical order."""

    __slots__ = ("iterate", "kept", "length")

    def start(self) -> list[Any]:
        base: Any = set if self.how.kind == "set" else frozenset
        self.iterate, self.length = base.__iter__, base.__len__
        self.heap.spend(self.length(self.value))
        members = list(self.iterate(self.value))
        encoded = [self.heap.encode(member) for member in put_in_order(members)]
        self.kept = self.heap.keep(members)
        return ["n", self.serial, self.how.kind, self.how.name, encoded]

    def is_same(self) -> bool:
        value, kept = self.value, self.kept
        return self.length(value) == len(kept) and not any(self.heap.differ(self.iterate(value), kept))

    def update(self) -> None:
        heap, old = self.heap, self.kept
        heap.spend(self.length(self.value))
        members = list(self.iterate(self.value))
        before = {heap.token(member): member for member in old}
        after = {heap.token(member): member for member in members}
        added = put_in_order([member for token, member in after.items() if token not in before])
        removed = [member for token, member in before.items() if token not in after]
        encoded = [heap.encode(member) for member in added]
        is_ambiguous = len(before) < len(old) or len(after) < len(members)
        if is_ambiguous or any(is_unequal(member) for member in removed):
            heap.ops.append(["r", self.serial, [heap.encode_known(member) for member in put_in_order(members)]])
        else:
            if removed:
                gone = sorted((heap.encode_known(member) for member in removed), key=repr)
                heap.ops.append(["-", self.serial, gone])
            if encoded:
                heap.ops.append(["+", self.serial, encoded])
        for member in removed:
            heap.release(member)
        self.kept = heap.keep(members)
        heap.size += len(members) - len(old)

    def held(self) -> Iterable[Any]:
        return self.kept

    def size(self) -> int:
        return len(self.kept)


class FrozenSetShadow(SetShadow):
    """A frozenset: cannot change."""

    __slots__ = ()

    def start(self) -> list[Any]:
        self.can_change = False
        return super().start()


class BufferShadow(Shadow):
    """A bytearray or an array: its content as a whole."""

    __slots__ = ("content",)

    def start(self) -> list[Any]:
        self.content = self._read()
        self.heap.spend(len(self.content) // 8)
        return ["n", self.serial, "buffer", self.how.name, self._text()]

    def _read(self) -> bytes:
        return bytes(memoryview(self.value))

    def _text(self) -> str:
        if self.how.is_exact:
            return literal(self.value)
        return literal(bytearray(self.content))

    def is_same(self) -> bool:
        return self._read() == self.content

    def update(self) -> None:
        content = self._read()
        self.heap.spend(len(content) // 8)
        self.heap.size += len(content) // 8 - len(self.content) // 8
        self.content = content
        self.heap.ops.append(["r", self.serial, self._text()])

    def size(self) -> int:
        return len(self.content) // 8
