"""Copying rebuilt values with their aliasing, however deep they are."""

from __future__ import annotations

from array import array
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Sequence
from typing import Any

from tracepile.execution.values import Instance, Opaque, OpaqueFactory, Value

_CHANGEABLE = (
    list,
    dict,
    set,
    deque,
    bytearray,
    array,
    Counter,
    defaultdict,
    OrderedDict,
    Instance,
    Opaque,
    OpaqueFactory,
)
_CHANGEABLE_TYPES = frozenset(_CHANGEABLE)


def copy_values(values: Sequence[Value]) -> list[Value]:
    """Copies of the values that share among themselves what the values share, and nothing with the values."""
    copies: dict[int, Value] = {}
    unfilled: list[Value] = []

    def find(value: Value) -> Value:
        """The copy of a value whose immutable parts are all copied."""
        return copies.get(id(value), value)

    def reach(root: Value) -> None:
        todo = [root]
        while todo:
            value = todo[-1]
            kind = type(value)
            if id(value) in copies or (kind not in _CHANGEABLE_TYPES and kind is not tuple and kind is not frozenset):
                todo.pop()
            elif kind in _CHANGEABLE_TYPES:
                copies[id(value)] = _make_empty(value)
                unfilled.append(value)
                todo.pop()
            else:
                missing = [child for child in value if _needs_copy(child, copies)]
                if missing:
                    todo.extend(missing)
                else:
                    copies[id(value)] = kind([find(child) for child in value])
                    todo.pop()

    for value in values:
        reach(value)
    while unfilled:
        value = unfilled.pop()
        for child in _children(value):
            reach(child)
        _fill(copies[id(value)], value, find)
    return [find(value) for value in values]


def _needs_copy(value: Value, copies: dict[int, Value]) -> bool:
    kind = type(value)
    return (kind in _CHANGEABLE_TYPES or kind is tuple or kind is frozenset) and id(value) not in copies


def _make_empty(value: Value) -> Value:
    kind = type(value)
    if kind is deque:
        return deque(maxlen=value.maxlen)
    if kind is bytearray or kind is array:
        return value[:]
    if kind is Instance:
        return Instance(value.type_name, kind=value.kind)
    if kind is Opaque or kind is OpaqueFactory:
        return kind(value.type_name, value.literal, is_atom=value.is_atom)
    return kind()


def _children(value: Value) -> Any:
    if isinstance(value, dict):
        return [child for item in value.items() for child in item] + [getattr(value, "default_factory", None)]
    if isinstance(value, Instance):
        return [value.items, *value.attributes.values()]
    if isinstance(value, Opaque):
        return list(value.attributes.values())
    return () if isinstance(value, bytearray | array) else list(value)


def _fill(copy: Value, value: Value, find: Any) -> None:
    if isinstance(value, dict):
        for key, child in value.items():
            copy[find(key)] = find(child)
        if isinstance(value, defaultdict):
            copy.default_factory = find(value.default_factory)
    elif isinstance(value, Instance):
        copy.items = find(value.items)
        copy.attributes.update((name, find(child)) for name, child in value.attributes.items())
    elif isinstance(value, Opaque):
        copy.attributes.update((name, find(child)) for name, child in value.attributes.items())
    elif isinstance(value, set):
        copy.update([find(child) for child in value])
    elif not isinstance(value, bytearray | array):
        copy.extend([find(child) for child in value])
