"""What a recorded value becomes when a state is rebuilt: real Python values, and stand-ins for the rest."""

from __future__ import annotations

from typing import Any, TypeAlias

# A rebuilt value: None, bool, int, float, complex, str, bytes, range, list, dict, set, tuple, frozenset, bytearray,
# deque, Counter, defaultdict, OrderedDict, or one of the two stand-ins below.
Value: TypeAlias = Any


class Instance:
    """A recorded object with attributes, such as an instance of a class of the program.

    `attributes` are its own attributes by name. `items` is what it holds as a subclass of a built-in type (a list,
    dict, set, tuple, deque, int, str …), or None; for an exception it is the tuple of its arguments. `kind` is one of
    `object`, `list`, `tuple`, `set`, `frozenset`, `dict`, `deque`, `buffer`, `value`, `namedtuple`, `exception`.
    Compared and hashed by identity, as aliasing is part of a state.
    """

    __slots__ = ("attributes", "items", "kind", "type_name")

    def __init__(
        self, type_name: str, attributes: dict[str, Value] | None = None, items: Value = None, kind: str = "object"
    ) -> None:
        self.type_name = type_name
        self.attributes: dict[str, Value] = {} if attributes is None else attributes
        self.items = items
        self.kind = kind

    def __repr__(self) -> str:
        from tracepile.execution.canonical import literal

        return literal(self)


class Opaque:
    """A recorded value of which only the type and the literal are known.

    Functions, classes, iterators, modules, instances of library classes, and values too long to be kept whole.
    `attributes` holds data attributes of functions and classes of the program. Values without identity of their own
    (`is_atom`) are equal when type and literal are; the others are equal only to themselves.
    """

    __slots__ = ("attributes", "is_atom", "literal", "type_name")

    def __init__(
        self, type_name: str, literal: str, *, is_atom: bool = True, attributes: dict[str, Value] | None = None
    ) -> None:
        self.type_name = type_name
        self.literal = literal
        self.is_atom = is_atom
        self.attributes: dict[str, Value] = {} if attributes is None else attributes

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Opaque) or not (self.is_atom and other.is_atom):
            return False
        return (self.type_name, self.literal) == (other.type_name, other.literal)

    def __hash__(self) -> int:
        return hash((self.type_name, self.literal))

    def __repr__(self) -> str:
        return self.literal


class OpaqueFactory(Opaque):
    """A recorded function or class where Python wants a callable, as in a `defaultdict`."""

    __slots__ = ()

    def __call__(self, *_args: object, **_keywords: object) -> Value:
        raise TypeError(f"{self.literal} is a recorded value; it cannot be called")
