"""What stands around and between the children of a value when it is written."""

from __future__ import annotations

from typing import Any, NamedTuple

from tracepile.execution import objects
from tracepile.execution.atoms import opaque_literal
from tracepile.execution.classes import Class, class_of
from tracepile.execution.plain import write_plain
from tracepile.execution.values import Instance, Opaque

VALUE, TEXT = 0, 1
Parts = list[tuple[int, Any]]  # (VALUE, a value to be written) or (TEXT, a text)
COMMA = (TEXT, ", ")
_RECURSION = {"list": "[...]", "dict": "{...}", "set": "{...}", "tuple": "(...)"}


def write_mark(value: Any) -> str:
    """What stands for a value that is being written already, or that stands too deep."""
    if type(value) is Instance:
        return f"{value.type_name}(...)"
    how = class_of(value)
    return _RECURSION.get(how.kind, f"{how.name}(...)") if how.is_exact else f"{how.name}(...)"


def join(children: Parts) -> Parts:
    """The parts with commas between them."""
    joined: Parts = []
    for child in children:
        joined.append(COMMA)
        joined.append(child)
    return joined[1:]


def _values(children: Any) -> Parts:
    return [(VALUE, child) for child in children]


def _pairs(items: Any) -> Parts:
    parts: Parts = []
    for key, child in items:
        parts += (COMMA, (VALUE, key), (TEXT, ": "), (VALUE, child))
    return parts[1:]


def _named(attributes: list[tuple[str, Any]]) -> Parts:
    parts: Parts = []
    for name, child in attributes:
        parts += (COMMA, (TEXT, f"{name}="), (VALUE, child))
    return parts[1:]


class _Members(tuple[Any, ...]):
    """The members of a set of a program's class: making a real set of them would call their `__hash__`."""


class _Pairs(tuple[tuple[Any, Any], ...]):
    """The items of a dict of a program's class, for the same reason."""


class Shape(NamedTuple):
    """A value with children: the texts around them, and whether it is an instance (which can be too deep) or a set."""

    opening: str
    children: Parts
    closing: str
    is_instance: bool = False
    is_set: bool = False


def is_stand_in(value: object) -> bool:
    """Is this a rebuilt value that stands for one? (`isinstance` would ask the value for its `__class__`.)"""
    return issubclass(type(value), (Instance, Opaque))


def split(value: Any) -> str | Shape:
    """What stands around and between the children of a value, or its text if it has none to show."""
    cls = type(value)
    if cls is Instance:
        return _split_instance(value.type_name, value.kind, value.items, list(value.attributes.items()))
    if is_stand_in(value):
        return str(value.literal)
    if cls is _Members:
        return Shape("{", _values(value), "}", is_set=True) if value else "set()"
    if cls is _Pairs:
        return Shape("{", _pairs(value), "}")
    how = class_of(value)
    if how.is_exact:
        return _split_exact(value, how)
    match how.kind:
        case "opaque" | "function" | "class" | "enum":
            return opaque_literal(value, how)
        case "view":
            return Shape(f"{how.name}([", join(_values(value)), "])")
        case "value":
            items = objects.base_value(value, how)
        case "dict":
            items = _Pairs(objects.dict_items(value))
        case "set" | "frozenset":
            items = _Members(objects.read_items(value, how))
        case "tuple" | "exception":
            items = tuple(objects.read_items(value, how))
        case "list" | "deque" | "buffer":
            items = list(objects.read_items(value, how))
        case _:
            items = None
    return _split_instance(how.name, how.kind, items, objects.read_attributes(value, how))


def _split_instance(name: str, kind: str, items: Any, attributes: list[tuple[str, Any]]) -> Shape:
    parts = _named(attributes)
    if kind == "exception":
        parts = [*join(_values(items)), *([COMMA] if items and parts else []), *parts]
    elif kind not in ("object", "namedtuple"):
        parts = [(VALUE, items), *([COMMA] if parts else []), *parts]
    return Shape(f"{name}(", parts, ")", is_instance=True)


def _split_exact(value: Any, how: Class) -> str | Shape:
    text = write_plain(value)
    if text is not None:
        return text
    match how.kind:
        case "list":
            return Shape("[", join(_values(value)), "]")
        case "tuple":
            return Shape("(", join(_values(value)), ",)" if len(value) == 1 else ")")
        case "set":
            return Shape("{", _values(value), "}", is_set=True) if value else "set()"
        case "frozenset":
            return Shape("frozenset({", _values(value), "})", is_set=True) if value else "frozenset()"
        case "deque":
            end = "])" if value.maxlen is None else f"], maxlen={value.maxlen})"
            return Shape("deque([", join(_values(value)), end)
        case "buffer":
            return repr(value)
        case _:
            return _split_dict(value, how)


def _split_dict(value: Any, how: Class) -> str | Shape:
    items = objects.dict_items(value)
    if how.name == "defaultdict":
        factory = objects.dict_factory(value)
        return Shape("defaultdict(", [(VALUE, factory), (TEXT, ", {"), *_pairs(items)], "})")
    if how.name == "dict":
        return Shape("{", _pairs(items), "}")
    if not items:
        return f"{how.name}()"
    if how.name == "Counter":
        return Shape("Counter({", _pairs(items), "})")
    parts: Parts = []
    for key, child in items:
        parts += (COMMA, (TEXT, "("), (VALUE, key), COMMA, (VALUE, child), (TEXT, ")"))
    return Shape("OrderedDict([", parts[1:], "])")
