"""Shadows that can be brought up to date part by part: what one store, append or look-up can have changed."""

from __future__ import annotations

from collections.abc import Iterable
from operator import is_not
from typing import Any

from tracepile.execution import objects
from tracepile.execution.classes import is_dunder
from tracepile.execution.container_shadows import SetShadow
from tracepile.execution.dict_shadow import DictShadow
from tracepile.execution.fast.resolve import is_plain
from tracepile.execution.object_shadow import ObjectShadow
from tracepile.execution.plain import are_atoms, are_ints_and_texts
from tracepile.execution.shadow import put_in_order


class MirroredDict(DictShadow):
    """A dict; `mirror` is a copy of it, or None while it has keys that only code of the program can compare."""

    __slots__ = ("mirror", "stored")

    def start(self) -> list[Any]:
        self.mirror: dict[Any, Any] | None = None
        self.stored: dict[Any, Any] = {}  # keys that are objects: the very ones that the dict holds
        made = super().start()
        self._reflect()
        return made

    def _reflect(self) -> None:
        self.mirror, self.stored = None, {}
        if not self.is_ordered and all(map(is_plain, self.keys)):
            self.mirror = dict(zip(self.keys, self.values, strict=True))
            self.stored = {key: key for key in self.keys if type(key) is tuple}

    def is_same(self) -> bool:
        value, mirror = self.value, self.mirror
        if mirror is None:
            return super().is_same()
        return (
            dict.__len__(value) == len(mirror)
            and not any(map(is_not, dict.values(value), mirror.values()))
            and not any(map(is_not, dict.keys(value), mirror))
            and (not self.extra or objects.dict_factory(value) is self.extra[0])
        )

    def update(self) -> None:
        if self.mirror is not None:
            self.keys, self.values = list(self.mirror), list(self.mirror.values())
        super().update()
        self._reflect()

    def held(self) -> Iterable[Any]:
        if self.mirror is None:
            return super().held()
        return [*self.mirror, *self.mirror.values(), *self.extra]

    def size(self) -> int:
        return 2 * (len(self.keys) if self.mirror is None else len(self.mirror))


class MirroredSet(SetShadow):
    """A set; `mirror` has its members as keys and values, or is None while only the program can compare them."""

    __slots__ = ("mirror",)

    def start(self) -> list[Any]:
        made = super().start()
        self._reflect()
        return made

    def _reflect(self) -> None:
        kept = self.kept
        self.mirror: dict[Any, Any] | None = dict(zip(kept, kept, strict=True)) if all(map(is_plain, kept)) else None

    def is_same(self) -> bool:
        mirror = self.mirror
        if mirror is None:
            return super().is_same()
        members = list(set.__iter__(self.value))
        if len(members) != len(mirror):
            return False
        if not are_atoms(members) and not all(map(is_plain, members)):
            return False
        return not any(map(is_not, members, map(mirror.get, members)))

    def update(self) -> None:
        if self.mirror is not None and self._update_simple(self.mirror):
            return
        if self.mirror is not None:
            self.kept = list(self.mirror)
        super().update()
        self._reflect()

    def _update_simple(self, mirror: dict[Any, Any]) -> bool:
        """Write what changed in a set of integers and texts; False for any other, and where an equal one came in."""
        heap, value = self.heap, self.value
        members = list(set.__iter__(value))
        if not (are_ints_and_texts(members) and are_ints_and_texts(mirror)):
            return False
        added = [member for member, known in zip(members, map(mirror.get, members), strict=True) if known is not member]
        if not mirror.keys().isdisjoint(added):
            return False
        removed = [member for member in mirror if member not in value]
        heap.spend(len(members))
        if removed:
            heap.ops.append(["-", self.serial, sorted(map(heap.encode_known, removed), key=repr)])
        if added:
            heap.ops.append(["+", self.serial, list(map(heap.encode, put_in_order(added)))])
        for member in removed:
            del mirror[member]
        mirror.update(zip(added, added, strict=True))
        heap.size += len(added) - len(removed)
        return True

    def held(self) -> Iterable[Any]:
        return self.kept if self.mirror is None else self.mirror

    def size(self) -> int:
        return len(self.kept) if self.mirror is None else len(self.mirror)


class MirroredObject(ObjectShadow):
    """An object whose attributes are all in its `__dict__`; `mirror` is a copy of that."""

    __slots__ = ("get_dict", "mirror")

    def _remember(self, named: list[tuple[str, Any]]) -> None:
        get = self.how.get_dict
        assert get is not None
        self.get_dict = get
        self.attributes = dict(named)
        self.mirror: dict[str, Any] = dict.copy(get(self.value))

    def is_same(self) -> bool:
        if type(self.value) is not self.cls or not self.is_plain:
            return super().is_same()
        every, mirror = self.get_dict(self.value), self.mirror
        return (
            len(every) == len(mirror)
            and not any(map(is_not, every.values(), mirror.values()))
            and not any(map(is_not, every, mirror))
        )

    def update(self) -> None:
        self.attributes = {name: child for name, child in self.mirror.items() if not is_dunder(name)}
        super().update()

    def held(self) -> Iterable[Any]:
        return self.mirror.values()

    def size(self) -> int:
        return len(self.mirror)
