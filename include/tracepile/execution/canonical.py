"""Canonical literals: the one way a value is written, without running a line of the program's code.

Python literal syntax where there is one; sets sorted by (type name, literal); dicts in insertion order; instances as
`Node(val=1, next=None)`; recursion as `[...]`, `{...}` or `Node(...)`; no memory address anywhere. Works on real
values (inside the traced process) and on rebuilt ones (`values.Instance`, `values.Opaque`) alike.
"""

from __future__ import annotations

import hashlib
import re
import sys
import types
from collections.abc import Callable
from typing import Any

from tracepile.execution import objects
from tracepile.execution.objects import Class, class_of
from tracepile.execution.values import Instance, Opaque

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_MAX_DECIMAL_BITS = 14_000  # about 4200 digits, below the default limit of Python's own conversion


class LiteralTooLongError(ValueError):
    """A literal grew beyond the limit it was given."""


def literal(value: object, *, limit: int | None = None, depth: int | None = None) -> str:
    """The canonical literal of a value.

    `depth` bounds how many instances may stand inside one another (deeper ones are written `Node(...)`). Raises
    LiteralTooLongError once more than `limit` characters were written.
    """
    text = _ATOM_TEXT.get(id(type(value)))
    if text is not None:
        done = text(value)
        if limit is not None and len(done) > limit:
            raise LiteralTooLongError(f"a literal has more than {limit} characters")
        return done
    return _Writer(limit, depth).write(value)


def type_name(value: object) -> str:
    """The `type(value).__name__` of a value, real or rebuilt."""
    if isinstance(value, Instance | Opaque):
        return value.type_name
    return objects.type_name(type(value))


def cut(text: str, limit: int) -> str:
    """`text` itself, or its beginning with the marker `…[len=N sha256=XXXXXXXX]`, `limit` characters in all."""
    if len(text) <= limit:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    marker = f"…[len={len(text)} sha256={digest}]"
    return text[: max(0, limit - len(marker))] + marker


def atom_literal(value: object, limit: int) -> str:
    """The literal of an atom inside an event: cut, and an integer too big to be cheap is written in hexadecimal."""
    if type(value) is int and value.bit_length() > _MAX_DECIMAL_BITS:
        return cut(hex(value), limit)
    return cut(_ATOM_TEXT[id(type(value))](value), limit)


def describe_exception(error: BaseException) -> str:
    """The message of an exception from its arguments, never calling a `__str__` of the program; no addresses."""
    arguments = tuple(objects.read_items(error, class_of(error)))
    if isinstance(error, OSError | UnicodeError | SyntaxError) and not objects.is_program_class(type(error)):
        message = str(error)
    elif not arguments:
        message = ""
    elif len(arguments) > 1:
        message = literal(arguments, limit=None, depth=4)
    elif type(arguments[0]) is str and not isinstance(error, KeyError):
        message = arguments[0]
    else:
        message = literal(arguments[0], limit=None, depth=4)
    return scrub(message)


def scrub(text: str) -> str:
    """`text` without memory addresses and without characters that UTF-8 cannot hold."""
    return _ADDRESS.sub("", text.encode("utf-8", "backslashreplace").decode("utf-8"))


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
    parts = [literal(part, limit=10_000) for part in (value.start, value.stop, value.step)]
    return f"slice({', '.join(parts)})"


def _write_range(value: range) -> str:
    step = "" if value.step == 1 else f", {_write_int(value.step)}"
    return f"range({_write_int(value.start)}, {_write_int(value.stop)}{step})"


def _write_time(value: Any) -> str:
    zone = getattr(value, "tzinfo", None)
    if zone is None or id(type(zone)) in objects.OTHER_ATOMS:
        return repr(value)
    return f"<{type(value).__module__}.{type(value).__name__} object>"


_ATOM_TEXT: dict[int, Callable[[Any], str]] = {
    **dict.fromkeys(objects.NATIVE_ATOMS | objects.OTHER_ATOMS, repr),
    id(int): _write_int,
    id(range): _write_range,
    id(slice): _write_slice,
    id(objects.Fraction): _write_fraction,
    id(objects.datetime.datetime): _write_time,
    id(objects.datetime.time): _write_time,
}
_RECURSION = {"list": "[...]", "dict": "{...}", "set": "{...}", "tuple": "(...)"}


def opaque_literal(value: Any, how: Class | None = None) -> str:
    """What is written for a value that is not looked into: a function, class, iterator, module or library object."""
    kind = type(value)
    how = class_of(value) if how is None else how
    if how.kind == "enum":
        return _enum_literal(value, how)
    if how.kind == "class":
        name = objects.type_name(value)
        if objects.is_program_class(value):
            return f"<class {name}>"
        module = objects.type_dict(value).get("__module__", "builtins")
        return f"<class '{name}'>" if module == "builtins" else f"<class '{module}.{name}'>"
    for types_, label in _NAMED:
        if id(kind) in types_:
            return f"<{label} {objects.function_name(value)}>"
    wrapped = getattr(value, "__wrapped__", None) if id(kind) in _WRAPPERS else None
    if type(wrapped) is types.FunctionType:
        return f"<function {wrapped.__name__}>"
    module = objects.type_dict(kind).get("__module__", "builtins")
    name = how.name if type(module) is not str or module == "builtins" else f"{module}.{how.name}"
    return f"<{name} object>"


def _enum_literal(value: Any, how: Class) -> str:
    attributes = dict(objects.read_attributes(value, how))
    name = attributes.get("_name_")
    if type(name) is str:
        return f"{how.name}.{name}"
    inner = attributes.get("_value_")
    return f"{how.name}({literal(inner)})" if id(type(inner)) in _ATOM_TEXT else f"<{how.name} member>"


def _wrapper_types() -> frozenset[int]:
    import functools

    return frozenset({id(type(functools.lru_cache(lambda: None)))})


_WRAPPERS = _wrapper_types()
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


class _Writer:
    """Writes one value with an explicit stack, so that depth is bounded by memory and not by the interpreter.

    A part that is complete and acyclic is copied when the same object comes again; a part of a cycle is written out
    once and as a recursion mark after that, so that a dense graph takes linear space.
    """

    def __init__(self, limit: int | None, depth: int | None, outer: _Writer | None = None) -> None:
        self.limit = limit
        self.depth = depth
        self.parts: list[str] = []
        self.length = 0
        # Objects being written, by id, with their position on the path from the root.
        self.open: dict[int, int] = {} if outer is None else dict.fromkeys(outer.open, _OUTSIDE)
        # Objects written, by id: the list of parts, first part, end, and whether that may be copied.
        self.done: dict[int, tuple[list[str], int, int, bool]] = {} if outer is None else outer.done
        self.kept: list[object] = [] if outer is None else outer.kept  # temporary objects, so that ids stay theirs
        self.lowest: list[int] = []  # for each open object: the outermost open object it refers back to
        self.instances = 0 if outer is None else outer.instances
        self.flat_texts: dict[int, str] = {} if outer is None else outer.flat_texts
        self.is_flat = False  # writes one level only, to put the members of a set in order

    def write(self, value: object) -> str:
        """The literal of `value`."""
        stack: list[tuple[int, Any]] = [(_VALUE, value)]
        while stack:
            what, payload = stack.pop()
            if what == _TEXT:
                self._add(payload)
            elif what == _LEAVE:
                self._leave(*payload)
            else:
                text = _ATOM_TEXT.get(id(type(payload)))
                if text is not None:
                    self._add(text(payload))
                else:
                    self._enter(payload, stack)
        return "".join(self.parts)

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)
        if self.limit is not None and self.length > self.limit:
            raise LiteralTooLongError(f"a literal has more than {self.limit} characters")

    def _enter(self, value: Any, stack: list[tuple[int, Any]]) -> None:
        key = id(value)
        if key in self.open:
            self._add(_mark(value))
            self._refer(self.open[key])
            return
        known = self.done.get(key)
        if known is not None:
            parts, first, end, can_copy = known
            self._add("".join(parts[first:end]) if can_copy else _mark(value))
            if not can_copy:
                self._refer(_OUTSIDE)
            return
        shape = _split(value)
        if isinstance(shape, str):
            self._add(shape)
            return
        opening, children, closing, is_instance, is_set = shape
        if self.depth is not None and (
            (is_instance and self.instances >= self.depth) or len(self.open) >= self.depth + _MAX_NESTED
        ):
            self._add(_mark(value))
            self._refer(_OUTSIDE)  # written short because of where it stands: nothing around it may be copied
            return
        self.kept.append(value)
        self.instances += is_instance
        self.open[key] = len(self.open)
        self.lowest.append(len(self.open))
        stack.append((_LEAVE, (key, len(self.parts), is_instance)))
        stack.append((_TEXT, closing))
        if is_set:
            children = _join(self._write_members([child for _, child in children]))
        stack.extend(reversed(children))
        self._add(opening)

    def _refer(self, position: int) -> None:
        if self.lowest:
            self.lowest[-1] = min(self.lowest[-1], position)

    def _leave(self, key: int, first: int, is_instance: bool) -> None:
        self.instances -= is_instance
        position = self.open.pop(key)
        lowest = self.lowest.pop()
        self.done[key] = (self.parts, first, len(self.parts), lowest >= position)
        if lowest < position:
            self._refer(lowest)

    def _write_members(self, members: list[Any]) -> list[tuple[int, Any]]:
        """The members of a set as texts, sorted by (type name, literal)."""
        ordered = sorted(((type_name(child), self._write_flat(child), child) for child in members), key=_first_two)
        texts: list[tuple[int, Any]] = []
        for _, text, child in ordered:
            if _is_whole(text):
                texts.append((_TEXT, text))
                continue
            inner = _Writer(None if self.limit is None else max(0, self.limit - self.length), self.depth, self)
            texts.append((_TEXT, inner.write(child) if len(self.open) < _MAX_NESTED_SETS else _mark(child)))
            self._refer(_OUTSIDE)
        return texts

    def _write_flat(self, child: Any) -> str:
        text = _ATOM_TEXT.get(id(type(child)))
        if text is not None:
            return text(child)
        known = None if self.is_flat else self.flat_texts.get(id(child))
        if known is not None:
            return known
        flat = _Writer(self.limit or _MAX_FLAT, 1, self if self.is_flat else None)
        flat.is_flat = True
        try:
            written = flat.write(child)
        except (LiteralTooLongError, RecursionError):
            written = _mark(child)
        if not self.is_flat:
            self.flat_texts[id(child)] = written
            self.kept.append(child)
        return written


_VALUE, _TEXT, _LEAVE = 0, 1, 2
_OUTSIDE = -1
_MAX_NESTED_SETS = 60
_MAX_NESTED = 40  # containers inside one another, where depth is limited
_MAX_FLAT = 1_000_000
_MIN_FLAT = 8
_Parts = list[tuple[int, Any]]
_COMMA = (_TEXT, ", ")


def _first_two(item: tuple[str, str, Any]) -> tuple[str, str]:
    return item[:2]


def _is_whole(text: str) -> bool:
    return "(...)" not in text and "[...]" not in text and "{...}" not in text


def _mark(value: Any) -> str:
    if isinstance(value, Instance):
        return f"{value.type_name}(...)"
    how = class_of(value)
    return _RECURSION.get(how.kind, f"{how.name}(...)") if how.is_exact else f"{how.name}(...)"


def _join(children: _Parts) -> _Parts:
    joined: _Parts = []
    for child in children:
        joined.append(_COMMA)
        joined.append(child)
    return joined[1:]


def _values(children: Any) -> _Parts:
    return [(_VALUE, child) for child in children]


def _pairs(items: Any) -> _Parts:
    parts: _Parts = []
    for key, child in items:
        parts += (_COMMA, (_VALUE, key), (_TEXT, ": "), (_VALUE, child))
    return parts[1:]


def _named(attributes: list[tuple[str, Any]]) -> _Parts:
    parts: _Parts = []
    for name, child in attributes:
        parts += (_COMMA, (_TEXT, f"{name}="), (_VALUE, child))
    return parts[1:]


class _Members(tuple[Any, ...]):
    """The members of a set of a program's class: making a real set of them would call their `__hash__`."""


class _Pairs(tuple[tuple[Any, Any], ...]):
    """The items of a dict of a program's class, for the same reason."""


_Shape = tuple[str, _Parts, str, bool, bool]  # opening, children, closing, is an instance, is a set


def _split(value: Any) -> str | _Shape:
    """What stands around and between the children of a value, or its text if it has none to show."""
    cls = type(value)
    if cls is Instance:
        return _split_instance(value.type_name, value.kind, value.items, list(value.attributes.items()))
    if isinstance(value, Opaque):
        return value.literal
    if cls is _Members:
        return ("{", _values(value), "}", False, True) if value else "set()"
    if cls is _Pairs:
        return "{", _pairs(value), "}", False, False
    how = class_of(value)
    if how.is_exact:
        return _split_exact(value, how)
    match how.kind:
        case "opaque" | "function" | "class" | "enum":
            return opaque_literal(value, how)
        case "view":
            return f"{how.name}([", _join(_values(value)), "])", False, False
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


def _split_instance(name: str, kind: str, items: Any, attributes: list[tuple[str, Any]]) -> _Shape:
    parts = _named(attributes)
    if kind == "exception":
        parts = [*_join(_values(items)), *([_COMMA] if items and parts else []), *parts]
    elif kind not in ("object", "namedtuple"):
        parts = [(_VALUE, items), *([_COMMA] if parts else []), *parts]
    return f"{name}(", parts, ")", True, False


def _split_exact(value: Any, how: Class) -> str | _Shape:
    match how.kind:
        case "list":
            return _write_flat_list(value) or ("[", _join(_values(value)), "]", False, False)
        case "tuple":
            return _write_flat_list(value) or (
                "(",
                _join(_values(value)),
                ",)" if len(value) == 1 else ")",
                False,
                False,
            )
        case "set":
            return ("{", _values(value), "}", False, True) if value else "set()"
        case "frozenset":
            return ("frozenset({", _values(value), "})", False, True) if value else "frozenset()"
        case "deque":
            end = "])" if value.maxlen is None else f"], maxlen={value.maxlen})"
            return "deque([", _join(_values(value)), end, False, False
        case "buffer":
            return repr(value)
        case _:
            return _split_dict(value, how)


def _write_flat_list(value: Any) -> str | None:
    """The literal of a long list or tuple of plain atoms: what Python itself writes, only faster."""
    if len(value) < _MIN_FLAT or not objects.NATIVE_ATOMS.issuperset(map(id, map(type, value))):
        return None
    try:
        return repr(value)
    except ValueError:  # an integer beyond the interpreter's limit
        return None


def _split_dict(value: Any, how: Class) -> str | _Shape:
    items = objects.dict_items(value)
    if how.name == "defaultdict":
        factory = objects.dict_factory(value)
        return "defaultdict(", [(_VALUE, factory), (_TEXT, ", {"), *_pairs(items)], "})", False, False
    if how.name == "dict":
        return "{", _pairs(items), "}", False, False
    if not items:
        return f"{how.name}()"
    if how.name == "Counter":
        return "Counter({", _pairs(items), "})", False, False
    parts: _Parts = []
    for key, child in items:
        parts += (_COMMA, (_TEXT, "("), (_VALUE, key), _COMMA, (_VALUE, child), (_TEXT, ")"))
    return "OrderedDict([", parts[1:], "])", False, False
