"""Reading any object without running a line of its code.

The attributes and items of an object are read with the methods of its built-in base type, with the member descriptors
of its `__slots__` and with the getter of its `__dict__`, all taken from the types themselves. So `__repr__`, `__eq__`,
`__hash__`, `__len__`, `__bool__`, `__iter__`, `__getattr__`, `__getattribute__` and properties of a program are never
called, whatever they would do. A metaclass may define `__hash__` and `__eq__` too, so types are compared and looked up
by `id` only.
"""

from __future__ import annotations

import array
import datetime
import enum
import types
from argparse import Namespace
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, UserString, defaultdict, deque
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from queue import LifoQueue, PriorityQueue, Queue
from typing import Any, NamedTuple

# A program is run as one of these modules: a class is the program's own when its `__module__` says so.
STDIN_MODULE = "__main__"
CALL_MODULE = "program"
PROGRAM_MODULES = frozenset({STDIN_MODULE, CALL_MODULE})
PROGRAM_FILENAME = "<program>"

_HEAP_TYPE = 1 << 9  # Py_TPFLAGS_HEAPTYPE: made by a class statement or a call of type()

type_mro: Callable[[type], tuple[type, ...]] = type.__dict__["__mro__"].__get__
type_name: Callable[[type], str] = type.__dict__["__name__"].__get__
type_dict: Callable[[type], types.MappingProxyType[str, Any]] = type.__dict__["__dict__"].__get__
_type_flags: Callable[[type], int] = type.__dict__["__flags__"].__get__

NATIVE_ATOMS: frozenset[int] = frozenset(map(id, (type(None), bool, int, float, str)))
# Immutable values without identity: a state holds their literal.
OTHER_ATOMS: frozenset[int] = frozenset(
    map(
        id,
        (
            complex,
            bytes,
            range,
            slice,
            type(Ellipsis),
            type(NotImplemented),
            Decimal,
            Fraction,
            datetime.date,
            datetime.time,
            datetime.datetime,
            datetime.timedelta,
            datetime.timezone,
        ),
    )
)
_CONTAINERS: dict[int, tuple[type, str]] = {
    id(list): (list, "list"),
    id(tuple): (tuple, "tuple"),
    id(set): (set, "set"),
    id(frozenset): (frozenset, "frozenset"),
    id(dict): (dict, "dict"),
    id(deque): (deque, "deque"),
    id(bytearray): (bytearray, "buffer"),
    id(array.array): (array.array, "buffer"),
}
_EXACT = frozenset({*_CONTAINERS, id(OrderedDict), id(defaultdict), id(Counter)})
_VALUE_BASES: dict[int, type] = {id(base): base for base in (int, float, complex, str, bytes)}
# Library classes that only hold data, and the attributes worth showing (None: all).
_TRANSPARENT: dict[int, frozenset[str] | None] = {
    id(types.SimpleNamespace): None,
    id(Namespace): None,
    id(UserDict): frozenset({"data"}),
    id(UserList): frozenset({"data"}),
    id(UserString): frozenset({"data"}),
    id(ChainMap): frozenset({"maps"}),
    id(Queue): frozenset({"queue", "maxsize"}),
    id(LifoQueue): frozenset({"queue", "maxsize"}),
    id(PriorityQueue): frozenset({"queue", "maxsize"}),
}


class Class(NamedTuple):
    """How instances of one type are read.

    `kind` is `atom`, `enum`, `opaque`, `function`, `class`, `view`, or one of `Instance.kind`; `is_exact` says that the
    type is a built-in container itself; `base` is the built-in type that holds the items.
    """

    name: str
    kind: str
    is_exact: bool
    base: type | None
    get_dict: Callable[[Any], Any] | None
    slots: tuple[tuple[str, Callable[[Any], Any]], ...]
    shown: frozenset[str] | None
    fields: tuple[str, ...]


_classes: dict[int, tuple[type, Class]] = {}  # by id; the type is kept, so that its id stays its own


def class_of(value: object) -> Class:
    """How `value` is read; found once for each type."""
    cls = type(value)
    known = _classes.get(id(cls))
    if known is None:
        known = _classes[id(cls)] = (cls, _describe(cls))
    return known[1]


def is_program_class(cls: type) -> bool:
    """Was this class made by the program?"""
    if not _type_flags(cls) & _HEAP_TYPE:
        return False
    module = type_dict(cls).get("__module__")
    # `dataclasses.make_dataclass` leaves "types" there; the module `types` has no such class of its own.
    return type(module) is str and (module in PROGRAM_MODULES or module == "types")


def is_dunder(name: str) -> bool:
    """Is this a name of the form `__x__`?"""
    return name.startswith("__") and name.endswith("__")


def read_attributes(value: object, how: Class) -> list[tuple[str, Any]]:
    """The attributes of an object: slots, base classes first, then its `__dict__` in order."""
    found: list[tuple[str, Any]] = []
    if how.fields:
        found.extend(zip(how.fields, tuple.__iter__(value), strict=False))  # type: ignore[arg-type]
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
        if _find_fields(type_mro(value)):
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
        return list(OrderedDict.__iter__(value))  # type: ignore[arg-type]
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
    try:
        name = value.__name__
    except Exception:
        return "?"
    return str.__str__(name) if isinstance(name, str) else "?"


_exception_args = BaseException.__dict__["args"].__get__
_default_factory = defaultdict.__dict__["default_factory"].__get__
_function_dict = types.FunctionType.__dict__["__dict__"].__get__
_VIEWS = frozenset(map(id, (type({}.keys()), type({}.values()), type({}.items()))))
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


def _describe(cls: type) -> Class:
    name, key, mro = type_name(cls), id(cls), type_mro(cls)
    bases = tuple(map(id, mro))

    def describe(kind: str, base: type | None = None, *, fields: tuple[str, ...] = ()) -> Class:
        return Class(name, kind, False, base, _find_dict(mro), _find_slots(mro), None, fields)

    if key in NATIVE_ATOMS or key in OTHER_ATOMS:
        return Class(name, "atom", False, None, None, (), None, ())
    if key in _EXACT:
        base, kind = next(_CONTAINERS[each] for each in bases if each in _CONTAINERS)
        return Class(name, kind, True, base, None, (), None, ())
    if key in _VIEWS:
        return Class(name, "view", False, None, None, (), None, ())
    if cls is types.FunctionType:
        return Class(name, "function", False, None, _function_dict, (), None, ())
    if id(type) in bases:
        return Class(name, "class", False, None, type_dict, (), None, ())
    if id(enum.Enum) in bases:
        return describe("enum")
    if not is_program_class(cls):
        if key in _TRANSPARENT:
            return Class(name, "object", False, None, _find_dict(mro), (), _TRANSPARENT[key], ())
        kind = "exception" if id(BaseException) in bases else "opaque"
        return Class(name, kind, False, None, _find_dict(mro) if kind == "exception" else None, (), None, ())
    if id(tuple) in bases:
        fields = _find_fields(mro)
        return describe("namedtuple" if fields else "tuple", tuple, fields=fields)
    for each in bases:
        if each in _CONTAINERS:
            base, kind = _CONTAINERS[each]
            return describe(kind, base)
        if each in _VALUE_BASES:
            return describe("value", _VALUE_BASES[each])
    return describe("exception" if id(BaseException) in bases else "object")


def _find_dict(mro: tuple[type, ...]) -> Callable[[Any], dict[str, Any]] | None:
    for cls in mro:
        getter = type_dict(cls).get("__dict__")
        if type(getter) is types.GetSetDescriptorType:
            get: Callable[[Any], dict[str, Any]] = getter.__get__
            return get
    return None


def _find_slots(mro: tuple[type, ...]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    found: dict[str, Callable[[Any], Any]] = {}
    for cls in reversed(mro):
        if not _type_flags(cls) & _HEAP_TYPE:
            continue
        own = type_dict(cls)
        members = {name: member.__get__ for name, member in own.items() if type(member) is types.MemberDescriptorType}
        declared = own.get("__slots__")
        if type(declared) in (list, tuple):  # as it was written; the class itself holds them sorted
            names = [name for name in declared if type(name) is str and name in members]
            members = {name: members[name] for name in names} | members
        found.update((name, get) for name, get in members.items() if not is_dunder(name))
    return tuple(found.items())


def _find_fields(mro: tuple[type, ...]) -> tuple[str, ...]:
    for cls in mro:
        fields = type_dict(cls).get("_fields")
        if type(fields) is tuple and all(type(field) is str for field in fields):
            return fields
    return ()
