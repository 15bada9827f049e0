"""Shadows: what the tracer remembers of each object it has seen, to tell exactly what changed since.

A shadow holds the children of its object and compares them by identity, never by `==`. On a change it writes heap
operations (see `recording`) that lead from the remembered state to the present one.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress
from typing import TYPE_CHECKING, Any

from tracepile.execution.canonical import literal, type_name
from tracepile.execution.classes import Class

if TYPE_CHECKING:
    from tracepile.execution.tracker import HeapTracker


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
