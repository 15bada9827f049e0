"""Finding the object that an expression leads to, without running a line of the program.

The functions here are what the texts of `effects` call. Each gives the value, NOTHING where there is none (yet) or
where it can be no object that is known, or OPAQUE where it cannot be told.
"""

from __future__ import annotations

import types
from collections import deque
from collections.abc import Callable
from functools import _lru_cache_wrapper
from typing import Any

from tracepile.execution import classes
from tracepile.execution.classes import class_of, is_program_class, type_dict, type_mro
from tracepile.execution.fast import library
from tracepile.execution.fast.facts import Callee, judge_function
from tracepile.execution.objects import identity


class _Sign:
    """What is no value."""

    __slots__ = ()


NOTHING: Any = _Sign()
OPAQUE: Any = _Sign()

_DICTS = frozenset(id(kind) for kind in library._CHANGING if issubclass(kind, dict))
_ATOMS = classes.NATIVE_ATOMS | {id(bytes)}
_LOOKS = frozenset(("__getattribute__", "__getattr__"))


def item(base: Any, key: Any) -> Any:
    """`base[key]`."""
    kind = type(base)
    if kind is _Sign:
        return base
    if kind is list or kind is tuple or kind is deque:
        if type(key) is int:
            size = len(base)
            return base[key] if -size <= key < size else NOTHING
        return key if key is OPAQUE else NOTHING
    if id(kind) in _DICTS:
        return entry(base, key)
    return NOTHING if id(kind) in _ATOMS else OPAQUE


def entry(base: Any, key: Any) -> Any:
    """What a dict has under a key, if it has."""
    if type(base) is _Sign:
        return base
    if id(type(base)) in _DICTS:
        return dict.get(base, key, NOTHING) if is_plain(key) else OPAQUE
    return OPAQUE


def is_plain(key: Any) -> bool:
    """Is this a key that hashes and compares without code of the program?"""
    kind = type(key)
    return id(kind) in _ATOMS or (kind is tuple and all(map(is_plain, key)))


def lazy(base: Any) -> Any:
    """A container that looking something up changes; NOTHING for any other."""
    if type(base) is _Sign:
        return base
    how = class_of(base)
    if how.kind == "dict" and (how.name == "defaultdict" or not how.is_exact):
        return base
    return NOTHING


_getters: dict[int, tuple[type, Callable[[Any], dict[str, Any]] | None]] = {}  # by identity of a class, which is kept


def _find_getter(kind: type, base: Any) -> Callable[[Any], dict[str, Any]] | None:
    """What gives the attributes of an object of a class of the program that are in its `__dict__`."""
    how = class_of(base)
    is_open = how.kind not in ("class", "function") and is_program_class(kind)
    get = how.get_dict if is_open else None
    _getters[identity(kind)] = kind, get
    return get


def attribute(base: Any, name: str) -> Any:
    """`base.name` of an object with plain attributes."""
    kind = type(base)
    if kind is _Sign:
        return base
    known = _getters.get(identity(kind))
    get = _find_getter(kind, base) if known is None else known[1]
    if get is not None:
        found = dict.get(get(base), name, NOTHING)
        if found is not NOTHING:
            return found
    how = class_of(base)
    if how.kind == "class":
        return _class_attribute(base, name)
    for slot, get_slot in how.slots:
        if slot == name:
            try:
                return get_slot(base)
            except AttributeError:
                return NOTHING
    if not is_program_class(kind):
        return NOTHING if library.is_harmless(kind) else OPAQUE
    found = _class_attribute(kind, name)
    if type(found) is types.FunctionType:
        return NOTHING
    if found is NOTHING:
        return OPAQUE if _looks_up_itself(kind) else NOTHING
    return found if _class_attribute(type(found), "__get__") is NOTHING else OPAQUE


def _class_attribute(cls: type, name: str) -> Any:
    for base in type_mro(cls):
        own = type_dict(base)
        if name in own:
            return own[name]
    return NOTHING


def _looks_up_itself(cls: type) -> bool:
    return any(base is not object and not _LOOKS.isdisjoint(type_dict(base)) for base in type_mro(cls))


def callee(function: Any) -> Any:
    """The object that calling this changes."""
    kind = type(function)
    if kind is _Sign:
        return NOTHING if function is NOTHING else OPAQUE
    if kind is types.FunctionType:
        return NOTHING if function.__code__.co_filename == classes.PROGRAM_FILENAME else OPAQUE
    if kind is types.BuiltinFunctionType:
        return _builtin(function)
    if kind is types.MethodType:
        return callee(function.__func__)
    if kind is _lru_cache_wrapper:
        return callee(function.__wrapped__)
    if class_of(function).kind == "class":
        if is_program_class(function):
            return NOTHING
        is_builtin = classes.type_module(function) == "builtins"
        name = classes.type_name(function)
        known = name in library.PURE_BUILTINS if is_builtin else _is_pure(classes.type_module(function), name)
        return NOTHING if known else OPAQUE
    if is_program_class(kind):
        return callee(_class_attribute(kind, "__call__"))
    return OPAQUE


def _builtin(function: Any) -> Any:
    owner, name = function.__self__, function.__name__
    if owner is None or type(owner) is types.ModuleType:
        module = function.__module__ if owner is None else owner.__name__
        if module == "builtins":
            return NOTHING if name in library.PURE_BUILTINS else OPAQUE
        return NOTHING if type(module) is str and _is_pure(module.lstrip("_"), name) else OPAQUE
    kind = type(owner)
    if library.is_container(kind):
        return owner if library.changes_itself(kind, name) else NOTHING
    return NOTHING if library.is_harmless(kind) else OPAQUE


def _is_pure(module: str, name: str) -> bool:
    return judge_function(module, name) is Callee.HARMLESS


def receiver(base: Any, name: str) -> Any:
    """The object that calling `base.name(…)` changes."""
    kind = type(base)
    if kind is _Sign:
        return base
    if library.is_container(kind):
        return base if library.changes_itself(kind, name) else NOTHING
    if library.is_harmless(kind):
        return NOTHING
    how = class_of(base)
    if how.kind in ("class", "namedtuple"):
        if how.kind == "namedtuple" and name.startswith("_"):
            return NOTHING
        return _called_on_class(base, name) if how.kind == "class" else _called_on_instance(base, kind, name)
    if kind is types.ModuleType:
        return NOTHING if _is_pure(base.__name__, name) else OPAQUE
    if not is_program_class(kind):
        return OPAQUE
    return _called_on_instance(base, kind, name)


def _called_on_instance(base: Any, kind: type, name: str) -> Any:
    own = class_of(base).get_dict
    if own is not None:
        found = dict.get(own(base), name, NOTHING)
        if found is not NOTHING:
            return callee(found)
    for cls in type_mro(kind):
        body = type_dict(cls)
        if name not in body:
            continue
        found = body[name]
        if type(found) in (staticmethod, classmethod):
            found = found.__func__
        if type(found) in (types.MethodDescriptorType, types.WrapperDescriptorType):
            return base
        if type(found) is property or type(found) is types.MemberDescriptorType:
            return OPAQUE
        return callee(found)
    return OPAQUE if _looks_up_itself(kind) else NOTHING


def _called_on_class(cls: type, name: str) -> Any:
    found = _class_attribute(cls, name)
    if found is NOTHING:
        return OPAQUE
    if type(found) in (staticmethod, classmethod):
        found = found.__func__
    if type(found) is types.ClassMethodDescriptorType:  # dict.fromkeys, int.from_bytes
        return NOTHING
    return callee(found)


def pack(*parts: Any) -> Any:
    """A tuple, as a key."""
    for part in parts:
        if type(part) is _Sign:
            return part
    return parts


def _arithmetic(operate: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def compute(one: Any, other: Any) -> Any:
        if type(one) is int and type(other) is int and -_BIG < one < _BIG and -_BIG < other < _BIG:
            try:
                return operate(one, other)
            except ArithmeticError:
                return NOTHING
        if one is OPAQUE or other is OPAQUE:
            return OPAQUE
        return NOTHING if one is NOTHING or other is NOTHING else OPAQUE

    return compute


_BIG = 1 << 63
plus = _arithmetic(lambda one, other: one + other)
minus = _arithmetic(lambda one, other: one - other)
times = _arithmetic(lambda one, other: one * other)
divide = _arithmetic(lambda one, other: one // other)
modulo = _arithmetic(lambda one, other: one % other)


def negate(value: Any) -> Any:
    """`-value` of an integer."""
    return -value if type(value) is int else (value if type(value) is _Sign else OPAQUE)
