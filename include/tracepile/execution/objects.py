"""Reading any object without running a line of its code.

The attributes and items of an object are read with the methods of its built-in base type, with the member descriptors
of its `__slots__` and with the getter of its `__dict__`, all taken from the types themselves. So `__repr__`, `__eq__`,
`__hash__`, `__len__`, `__bool__`, `__iter__`, `__getattr__`, `__getattribute__` and properties of a program are never
called, whatever they would do.
"""

from __future__ import annotations

import array
import types
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from typing import Any

from tracepile.execution.classes import NATIVE_ATOMS, Class, find_fields, is_dunder, type_dict, type_mro

identity: Callable[[Any], int] = object.__hash__
"""What tells objects apart, like `id`, which is audited and therefore slow inside the sandbox."""

_exception_args = BaseException.__dict__["args"].__get__
_default_factory = defaultdict.__dict__["default_factory"].__get__
_NOT_DATA = frozenset(
    map(
        id,
        (
            types.FunctionType,
            types.BuiltinFunctionType,
            staticmethod,
            classmethod,
            property,
            types.MemberDescriptorType,
            types.GetSetDescriptorType,
        ),
    )
)


def read_attributes(value: Any, how: Class) -> list[tuple[str, Any]]:
    """The attributes of an object: slots, base classes first, then its `__dict__` in order."""
    found: list[tuple[str, Any]] = []
    if how.fields:
        found.extend(zip(how.fields, tuple.__iter__(value), strict=False))
    for name, get in how.slots:
        try:
            found.append((name, get(value)))
        except AttributeError:
            continue
    if how.get_dict is not None:
        # A snapshot: another thread or a finaliser may change it while we look.
        every = how.get_dict(value)
        items = every.items() if how.kind == "class" else dict.items(every)
        found.extend((name, child) for name, child in items if type(name) is str)
    if how.kind == "class":
        if find_fields(type_mro(value)):
            return []  # a named tuple's class: only its machinery
        return [(name, child) for name, child in found if _is_class_data(name, child)]
    shown = how.shown
    if shown is not None:
        return [(name, child) for name, child in found if name in shown]
    return [(name, child) for name, child in found if not is_dunder(name)]


def read_items(value: Any, how: Class) -> Iterable[Any]:
    """The elements of a container in order: keys for a dict, arguments for an exception, () for a plain object."""
    match how.kind:
        case "list":
            return list.__iter__(value)
        case "tuple":
            return tuple.__iter__(value)
        case "set":
            return set.__iter__(value)
        case "frozenset":
            return frozenset.__iter__(value)
        case "deque":
            return deque.__iter__(value)
        case "dict":
            return dict_keys(value)
        case "buffer":
            return list(array.array.__iter__(value) if how.base is array.array else bytearray.__iter__(value))
        case "exception":
            arguments = _exception_args(value)
            return arguments if type(arguments) is tuple else ()
        case "view":
            return list(value)
        case "value":
            return (base_value(value, how),)
        case _:
            return ()


def dict_keys(value: dict[Any, Any]) -> list[Any]:
    """The keys of any dict in its order, without hashing a key of the program.

    Iterating an OrderedDict hashes its keys; when that could run code of the program, insertion order is used, which
    differs only after `move_to_end`.
    """
    keys = list(dict.keys(value))
    if id(OrderedDict) in map(id, type_mro(type(value))) and all(_hashes_safely(key) for key in keys):
        return list(OrderedDict.__iter__(value))
    return keys


def dict_items(value: dict[Any, Any]) -> list[tuple[Any, Any]]:
    """The items of any dict, in the order of `dict_keys`."""
    items = list(dict.items(value))
    if id(OrderedDict) not in map(id, type_mro(type(value))):
        return items
    children = {id(key): child for key, child in items}
    return [(key, children[id(key)]) for key in dict_keys(value)]


def dict_factory(value: Any) -> Any:
    """The `default_factory` of a defaultdict."""
    return _default_factory(value)


def base_value(value: Any, how: Class) -> Any:
    """The built-in value inside an instance of a subclass of int, float, complex, str or bytes."""
    base = how.base
    if base is int:
        return int.__int__(value)
    if base is float:
        return float.__float__(value)
    if base is complex:
        return complex.__complex__(value)
    if base is str:
        return str.__str__(value)
    return bytes.__getitem__(value, slice(None))


def function_name(value: Any) -> str:
    """The name of a function, method or generator of an exact built-in type."""
    if type(value) is types.MethodType:  # would ask the function it wraps, whatever that is
        value = value.__func__
        if type(value) is not types.FunctionType:
            return "?"
    name = value.__name__
    return str.__str__(name) if issubclass(type(name), str) else "?"


def _is_class_data(name: str, child: object) -> bool:
    is_reserved = name.startswith("_") and name.endswith("_")  # `__x__`, and `_x_` of an enum
    return not is_reserved and not name.startswith("_abc_") and id(type(child)) not in _NOT_DATA


def _hashes_safely(key: object) -> bool:
    kind = type(key)
    if id(kind) in NATIVE_ATOMS or kind is bytes:
        return True
    if kind is tuple:
        return all(_hashes_safely(part) for part in key)  # type: ignore[attr-defined]
    own = next((type_dict(cls)["__hash__"] for cls in type_mro(kind) if "__hash__" in type_dict(cls)), None)
    return own is object.__hash__
