"""Shadows: what the tracer remembers of each object it has seen, to tell exactly what changed since.

A shadow holds the children of its object and compares them by identity, never by `==`. On a change it writes heap
operations (see `recording`) that lead from the remembered state to the present one.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable
from itertools import compress
from typing import TYPE_CHECKING, Any

from tracepile.execution import objects
from tracepile.execution.canonical import literal, type_name
from tracepile.execution.objects import Class

if TYPE_CHECKING:
    from tracepile.execution.tracker import HeapTracker

Code = Any  # a child as JSON: an atom, or [serial]
_MISSING = object()


class Shadow:
    """One object: its serial number, how many live shadows and namespaces refer to it, and its remembered children.

    `value` is the object itself; in a program whose finalisers could be noticed it is None between events.
    """

    __slots__ = ("can_change", "cls", "heap", "how", "is_known", "refs", "serial", "value")

    def __init__(self, heap: HeapTracker, serial: int, value: Any, how: Class) -> None:
        self.heap = heap
        self.serial = serial
        self.value = value
        self.cls = type(value)
        self.how = how
        self.refs = 0
        self.is_known = True  # until it is forgotten
        self.can_change = True

    def start(self) -> list[Any]:
        """Remember the children; the operation `n` that makes the object."""
        raise NotImplementedError

    def is_same(self) -> bool:
        """Is the object as it is remembered?"""
        return True

    def update(self) -> None:
        """Write what changed and remember the present state."""

    def held(self) -> Iterable[Any]:
        """The remembered children."""
        return ()

    def size(self) -> int:
        """How many children are compared at each event."""
        return len(tuple(self.held()))


class OpaqueShadow(Shadow):
    """An object that is not looked into, such as an iterator; only its identity and literal are state."""

    __slots__ = ("text",)

    def __init__(self, heap: HeapTracker, serial: int, value: Any, how: Class, text: str) -> None:
        super().__init__(heap, serial, value, how)
        self.text = text
        self.can_change = False

    def start(self) -> list[Any]:
        return ["n", self.serial, "opaque", self.how.name, self.text]


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
        limit = deque.maxlen.__get__(self.value) if base is deque else None  # type: ignore[attr-defined]
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


class DictShadow(Shadow):
    """A dict of any kind. Its extra is the default factory of a defaultdict."""

    __slots__ = ("extra", "is_ordered", "keys", "values")

    def start(self) -> list[Any]:
        heap = self.heap
        self.is_ordered = any(base is OrderedDict for base in objects.type_mro(self.cls))
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
        is_append = last_old == first and (last_new == len(keys) or last_new == first)
        is_removal = last_new == first
        shift = last_old - last_new
        places = self._changed_places(values, old_values, first, last_new, shift)
        awkward = [keys[place] for place, _ in places] + old_keys[first:last_old]
        if not (is_append or is_removal) or any(is_unequal(key) for key in awkward):
            encoded = [[heap.encode(key), heap.encode(child)] for key, child in zip(keys, values, strict=True)]
            heap.ops.append(["r", self.serial, encoded])
            self._release(old_keys, old_values)
        else:
            for key in old_keys[first:last_old]:
                heap.ops.append(["d", self.serial, heap.encode_known(key)])
            for key, child in zip(keys[first:last_new], values[first:last_new], strict=True):
                code = heap.encode(key)
                heap.ops.append(["i", self.serial, code, heap.encode(child)])
            for place, old_place in places:
                code = heap.encode(values[place])
                heap.ops.append(["i", self.serial, heap.encode_known(keys[place]), code])
                heap.release(old_values[old_place])
            self._release(old_keys[first:last_old], old_values[first:last_old])
        self.keys, self.values = heap.keep(keys), heap.keep(values)
        heap.size += 2 * (len(keys) - len(old_keys))

    def _changed_places(
        self, values: list[Any], old: list[Any], first: int, last: int, shift: int
    ) -> list[tuple[int, int]]:
        """Places with another value, of the keys that stayed: (place now, place before)."""
        heap = self.heap
        pairs = [(place, place) for place in compress(range(first), heap.differ(values, old))]
        rest = compress(range(last, len(values)), heap.differ(values[last:], old[last + shift :]))
        pairs += [(place, place + shift) for place in rest]
        return [(place, before) for place, before in pairs if not heap.is_equal(values[place], old[before])]

    def _release(self, keys: list[Any], values: list[Any]) -> None:
        for key, child in zip(keys, values, strict=True):
            self.heap.release(key)
            self.heap.release(child)

    def held(self) -> Iterable[Any]:
        return [*self.keys, *self.values, *self.extra]

    def size(self) -> int:
        return 2 * len(self.keys)


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
        if type(self.value) is not self.cls:
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

    def update(self) -> None:
        heap = self.heap
        if self.inner is not None and not self.inner.is_same():
            self.inner.update()
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
        self.how = objects.class_of(self.value)
        self.is_plain = self.how.get_dict is not None and not self.how.slots and not self.how.fields
        self.heap.ops.append(["t", self.serial, self.how.kind, self.how.name])

    def held(self) -> Iterable[Any]:
        own = [*self.arguments, *self.attributes.values()]
        return own if self.inner is None else [*own, *self.inner.held()]

    def size(self) -> int:
        return len(self.attributes) + (0 if self.inner is None else self.inner.size())


def trim(heap: HeapTracker, new: list[Any], old: list[Any]) -> tuple[int, int, int]:
    """Where two sequences differ: the first place, and the ends of the differing parts in `new` and in `old`."""
    shorter = min(len(new), len(old))
    first = next(compress(range(shorter), heap.differ(new, old)), shorter)
    while first < shorter and heap.is_equal(new[first], old[first]):
        first += 1
    tail = next(compress(range(shorter), heap.differ(reversed(new), list(reversed(old)))), shorter)
    tail = min(tail, shorter - first)
    return first, len(new) - tail, len(old) - tail


def put_in_order(members: list[Any]) -> list[Any]:
    """Members of a set in canonical order: by type name and literal."""
    if len(members) < 2:
        return members
    return [member for _, member in sorted(((_order_key(m), m) for m in members), key=lambda pair: pair[0])]


def _order_key(member: Any) -> tuple[str, str]:
    return type_name(member), literal(member, depth=1)


def is_unequal(value: Any) -> bool:
    """Is this a number that is not equal to itself (nan), which cannot be looked up again?"""
    return type(value) in (float, complex) and value != value
