"""How the instances of each class are read: what is an atom, a container, an object, or not looked into.

A metaclass may define `__hash__` and `__eq__`, so classes are compared and looked up by `id` only, and what is asked
of them is asked with the getters of `type` itself.
"""

from __future__ import annotations

import array
import datetime
import enum
import types
from argparse import Namespace
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, UserString, defaultdict, deque
from collections.abc import Callable
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
_get_module: Callable[[type], Any] = type.__dict__["__module__"].__get__
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


def type_module(cls: type) -> str:
    """The `__module__` of a class, or an empty string where the program put something else."""
    try:
        module = _get_module(cls)
    except AttributeError:
        return ""
    return module if type(module) is str else ""


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
    module = type_module(cls)
    # `dataclasses.make_dataclass` leaves "types" there; the module `types` has no such class of its own.
    return module in PROGRAM_MODULES or module == "types"


def is_dunder(name: str) -> bool:
    """Is this a name of the form `__x__`?"""
    return name.startswith("__") and name.endswith("__")


_function_dict = types.FunctionType.__dict__["__dict__"].__get__
_VIEWS = frozenset(map(id, (type({}.keys()), type({}.values()), type({}.items()))))


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
        fields = find_fields(mro)
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
        declared: Any = own.get("__slots__")
        if type(declared) is list or type(declared) is tuple:  # as it was written; the class holds them sorted
            names = [name for name in declared if type(name) is str and name in members]
            members = {name: members[name] for name in names} | members
        found.update((name, get) for name, get in members.items() if not is_dunder(name))
    return tuple(found.items())


def find_fields(mro: tuple[type, ...]) -> tuple[str, ...]:
    """The field names of a named tuple's class, from its bases; () for another class."""
    for cls in mro:
        fields: object = type_dict(cls).get("_fields")
        if type(fields) is tuple and all(type(field) is str for field in fields):
            return fields
    return ()
