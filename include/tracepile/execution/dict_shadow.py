"""Shadows of dicts."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from itertools import compress
from typing import Any

from tracepile.execution import classes, objects
from tracepile.execution.shadow import Shadow, is_unequal, trim


class DictShadow(Shadow):
    """A dict of any kind. Its extra is the default factory of a defaultdict."""

    __slots__ = ("extra", "is_ordered", "keys", "values")

    def start(self) -> list[Any]:
        heap = self.heap
        self.is_ordered = any(base is OrderedDict for base in classes.type_mro(self.cls))
        heap.spend(2 * dict.__len__(self.value))
        keys, values = self._read()
        encoded = [[heap.encode(key), heap.encode(child)] for key, child in zip(keys, values, strict=True)]
        self.keys, self.values = heap.keep(keys), heap.keep(values)
        made = ["n", self.serial, "dict", self.how.name, encoded]
        self.extra: list[Any] = []
        if self.how.is_exact and self.how.name == "defaultdict":
            factory = objects.dict_factory(self.value)
            made += [None, heap.encode(factory)]
            self.extra = heap.keep([factory])
        return made

    def _read(self) -> tuple[list[Any], list[Any]]:
        if self.is_ordered:
            items = objects.dict_items(self.value)
            return [key for key, _ in items], [child for _, child in items]
        return list(dict.keys(self.value)), list(dict.values(self.value))

    def is_same(self) -> bool:
        value, keys, values, differ = self.value, self.keys, self.values, self.heap.differ
        if dict.__len__(value) != len(keys):
            return False
        if self.is_ordered:
            new_keys, new_values = self._read()
            return not (any(differ(new_keys, keys)) or any(differ(new_values, values)))
        if any(differ(dict.values(value), values)) or any(differ(dict.keys(value), keys)):
            return False
        return not self.extra or not any(differ([objects.dict_factory(value)], self.extra))

    def update(self) -> None:
        heap, old_keys, old_values = self.heap, self.keys, self.values
        heap.spend(2 * dict.__len__(self.value))
        keys, values = self._read()
        if self.extra and any(heap.differ([objects.dict_factory(self.value)], self.extra)):
            factory = objects.dict_factory(self.value)
            heap.ops.append(["e", self.serial, heap.encode(factory)])
            heap.release(self.extra[0])
            self.extra = heap.keep([factory])
        first, last_new, last_old = trim(heap, keys, old_keys)
        removed, stayed, added = self._sort_out(keys, old_keys, first, last_new, last_old)
        places = self._changed_places(values, old_values, first, last_new, last_old - last_new, stayed)
        awkward = [keys[now] for now, _ in places] + [old_keys[before] for before in removed]
        if added is None or any(is_unequal(key) for key in awkward):
            encoded = [[heap.encode(key), heap.encode(child)] for key, child in zip(keys, values, strict=True)]
            heap.ops.append(["r", self.serial, encoded])
            self._release(old_keys, old_values)
        else:
            for before in removed:
                heap.ops.append(["d", self.serial, heap.encode_known(old_keys[before])])
            for now, before in places:
                code = heap.encode(values[now])
                heap.ops.append(["i", self.serial, heap.encode_known(keys[now]), code])
                heap.release(old_values[before])
            for now in added:
                code = heap.encode(keys[now])
                heap.ops.append(["i", self.serial, code, heap.encode(values[now])])
            self._release([old_keys[before] for before in removed], [old_values[before] for before in removed])
        self.keys, self.values = heap.keep(keys), heap.keep(values)
        heap.size += 2 * (len(keys) - len(old_keys))

    def _sort_out(
        self, keys: list[Any], old: list[Any], first: int, last_new: int, last_old: int
    ) -> tuple[list[int], list[tuple[int, int]], list[int] | None]:
        """Of the keys that are not in their places any more: places of those removed (before), of those that stayed
        (now, before), and of those added (now). Added is None where the order cannot come from removing keys and
        adding others at the end.
        """
        if last_new == first:
            return list(range(first, last_old)), [], []
        if last_new < len(keys):
            return [], [], None
        token = self.heap.token
        before = {token(old[place]): place for place in range(first, last_old)}
        now = {token(keys[place]): place for place in range(first, last_new)}
        if len(before) < last_old - first or len(now) < last_new - first:
            return [], [], None  # keys that cannot be told apart, such as two nan
        survivors = [place for each, place in before.items() if each in now]
        if [token(old[place]) for place in survivors] != list(now)[: len(survivors)]:
            return [], [], None
        removed = [place for each, place in before.items() if each not in now]
        stayed = list(zip(range(first, last_new), survivors, strict=False))
        return removed, stayed, list(range(first + len(survivors), last_new))

    def _changed_places(
        self, values: list[Any], old: list[Any], first: int, last: int, shift: int, stayed: list[tuple[int, int]]
    ) -> list[tuple[int, int]]:
        """Places (now, before) with another value: before `first`, from `last` on (shifted), and among `stayed`."""
        heap = self.heap
        pairs = [(place, place) for place in compress(range(first), heap.differ(values, old))]
        behind = compress(range(last, len(values)), heap.differ(values[last:], old[last + shift :]))
        pairs += [(place, place + shift) for place in behind]
        pairs += [(now, before) for now, before in stayed if any(heap.differ((values[now],), (old[before],)))]
        return [(now, before) for now, before in pairs if not heap.is_equal(values[now], old[before])]

    def _release(self, keys: list[Any], values: list[Any]) -> None:
        for key, child in zip(keys, values, strict=True):
            self.heap.release(key)
            self.heap.release(child)

    def held(self) -> Iterable[Any]:
        return [*self.keys, *self.values, *self.extra]

    def size(self) -> int:
        return 2 * len(self.keys)
