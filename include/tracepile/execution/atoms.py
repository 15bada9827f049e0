"""How atoms are written, and values that are not looked into."""

from __future__ import annotations

import datetime
import functools
import sys
import types
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from tracepile.execution import classes, objects
from tracepile.execution.classes import Class, class_of


def _write_int(value: int) -> str:
    try:
        return int.__repr__(value)
    except ValueError:  # the interpreter's limit for conversions, there to protect servers
        before = sys.get_int_max_str_digits()
        sys.set_int_max_str_digits(0)
        try:
            return int.__repr__(value)
        finally:
            sys.set_int_max_str_digits(before)


def _write_fraction(value: Any) -> str:
    top, bottom = value._numerator, value._denominator
    if type(top) is int and type(bottom) is int:
        return f"Fraction({_write_int(top)}, {_write_int(bottom)})"
    return "<Fraction>"


def _write_slice(value: slice) -> str:
    parts = (value.start, value.stop, value.step)
    return f"slice({', '.join(_write_atom(part) for part in parts)})"


def _write_atom(value: Any) -> str:
    write = ATOM_TEXT.get(id(type(value)))
    return write(value) if write is not None else f"<{classes.type_name(type(value))} object>"


def _write_range(value: range) -> str:
    step = "" if value.step == 1 else f", {_write_int(value.step)}"
    return f"range({_write_int(value.start)}, {_write_int(value.stop)}{step})"


def _write_time(value: Any) -> str:
    zone = getattr(value, "tzinfo", None)
    if zone is None or id(type(zone)) in classes.OTHER_ATOMS:
        return repr(value)
    return f"<{type(value).__module__}.{type(value).__name__} object>"


ATOM_TEXT: dict[int, Callable[[Any], str]] = {
    **dict.fromkeys(classes.NATIVE_ATOMS | classes.OTHER_ATOMS, repr),
    id(int): _write_int,
    id(range): _write_range,
    id(slice): _write_slice,
    id(Fraction): _write_fraction,
    id(datetime.datetime): _write_time,
    id(datetime.time): _write_time,
}


def opaque_literal(value: Any, how: Class | None = None) -> str:
    """What is written for a value that is not looked into: a function, class, iterator, module or library object."""
    kind = type(value)
    how = class_of(value) if how is None else how
    if how.kind == "enum":
        return _enum_literal(value, how)
    if how.kind == "class":
        name = classes.type_name(value)
        if classes.is_program_class(value):
            return f"<class {name}>"
        module = classes.type_module(value)
        return f"<class '{name}'>" if module == "builtins" else f"<class '{module}.{name}'>"
    for types_, label in _NAMED:
        if id(kind) in types_:
            return f"<{label} {objects.function_name(value)}>"
    wrapped = getattr(value, "__wrapped__", None) if id(kind) in _WRAPPERS else None
    if type(wrapped) is types.FunctionType:
        return f"<function {wrapped.__name__}>"
    if id(kind) in _WRAPPERS and wrapped is None:  # see `concealment.make_opaque`
        return f"<built-in function {vars(value).get('__name__', '')}>"
    module = classes.type_module(kind)
    name = how.name if type(module) is not str or module == "builtins" else f"{module}.{how.name}"
    return f"<{name} object>"


def _enum_literal(value: Any, how: Class) -> str:
    attributes = dict(objects.read_attributes(value, how))
    name = attributes.get("_name_")
    if type(name) is str:
        return f"{how.name}.{name}"
    inner = attributes.get("_value_")
    return f"{how.name}({_write_atom(inner)})"


_WRAPPERS = frozenset({id(type(functools.lru_cache(lambda: None)))})
_NAMED: tuple[tuple[frozenset[int], str], ...] = (
    (frozenset({id(types.FunctionType)}), "function"),
    (frozenset(map(id, (types.BuiltinFunctionType, types.MethodWrapperType))), "built-in function"),
    (frozenset(map(id, (types.WrapperDescriptorType, types.MethodDescriptorType))), "method"),
    (frozenset({id(types.ClassMethodDescriptorType)}), "method"),
    (frozenset({id(types.MethodType)}), "bound method"),
    (frozenset({id(types.GeneratorType)}), "generator"),
    (frozenset({id(types.CoroutineType)}), "coroutine"),
    (frozenset({id(types.AsyncGeneratorType)}), "async generator"),
    (frozenset({id(types.ModuleType)}), "module"),
)
