"""What the stored values of one place look like: their types, their range, and what holds for all of them.

A generated value keeps what holds: a list that was always sorted stays sorted, rows that were always of one length stay
so, letters come from the alphabet that was seen. What a program never promised to handle proves nothing about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from tracepile.rewrite.inputs.graphs import GraphShape, learn_graph

_MIN_SORTED_ITEMS: Final = 5
"""Items that must be seen in order, in lists of three or more, before order is taken for a rule."""
_WHOLE_CLASS: Final = 8
"""Letters of one class that must be seen before all of the class are taken."""


@dataclass(slots=True)
class Shape:
    """The type of a place (`int`, `list`, …; `mixed` and `fixed` are never changed inside) and what was seen there.

    values: distinct values, in the order seen. items: of the elements of a list, set or tuple of any length, or of the
    values of a dict. fields: of the elements of a tuple that always has the same length. by_length: where the tuples in
    a container have several lengths, the shape of each: they are records of several kinds. keys: of a dict's keys.
    graph: of dicts that lead from nodes to nodes.
    """

    kind: str
    values: list[Any] = field(default_factory=list)
    items: Shape | None = None
    keys: Shape | None = None
    fields: list[Shape] = field(default_factory=list)
    by_length: dict[int, Shape] = field(default_factory=dict)
    graph: GraphShape | None = None
    is_sorted: bool = False
    is_rectangular: bool = False
    is_square: bool = False
    is_inner: bool = False

    @property
    def numbers(self) -> list[Any]:
        """The numbers seen."""
        return [value for value in self.values if isinstance(value, int | float) and not isinstance(value, bool)]

    @property
    def has_negative(self) -> bool:
        """Whether a number below zero was seen."""
        return any(value < 0 for value in self.numbers)

    def alphabet(self) -> str:
        """Return the characters that texts here are made of."""
        seen = {letter for value in self.values if isinstance(value, str) for letter in value}
        for letters in ("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"):
            if len(seen & set(letters)) >= _WHOLE_CLASS:
                seen |= set(letters)
        return "".join(sorted(seen))


def learn(values: Sequence[Any], *, is_inner: bool = False) -> Shape:
    """Return the shape of the values of one place."""
    kinds = {type(value).__name__ for value in values}
    if len(kinds) != 1:
        return Shape("mixed", _distinct(values), is_inner=is_inner)
    kind = kinds.pop()
    shape = Shape(kind, _distinct(values), is_inner=is_inner)
    if kind in ("list", "set", "tuple", "frozenset"):
        lengths = {len(value) for value in values}
        if kind == "tuple" and len(lengths) == 1 and lengths != {0}:
            shape.fields = [learn([value[at] for value in values], is_inner=True) for at in range(lengths.pop())]
            return shape
        if kind == "tuple" and is_inner and len(lengths) > 1:
            shape.by_length = {
                size: learn([value for value in values if len(value) == size], is_inner=True)
                for size in sorted(lengths)
            }
            return shape
        items = [item for value in values for item in value]
        shape.items = learn(items, is_inner=True) if items else None
        if kind == "list":
            shape.is_sorted = _are_sorted(values)
            rows = [value for value in values if value and all(isinstance(row, list | str) for row in value)]
            is_telling = any(len(value) > 1 for value in rows)
            shape.is_rectangular = is_telling and all(len({len(row) for row in value}) == 1 for value in rows)
            shape.is_square = shape.is_rectangular and all(len(value) == len(value[0]) for value in rows)
    elif kind == "dict":
        shape.graph = learn_graph(values)
        keys = [key for value in values for key in value]
        shape.keys = learn(keys, is_inner=True) if keys else None
        contents = [item for value in values for item in value.values()]
        shape.items = learn(contents, is_inner=True) if contents else None
    return shape


def _are_sorted(values: Iterable[list[Any]]) -> bool:
    telling = [value for value in values if len(value) > 2]
    try:
        in_order = all(all(a <= b for a, b in pairwise(value)) for value in telling)
    except TypeError:
        return False
    return in_order and sum(map(len, telling)) >= _MIN_SORTED_ITEMS


def _distinct(values: Iterable[Any]) -> list[Any]:
    found: dict[str, Any] = {}
    for value in values:
        found.setdefault(repr(value), value)
    return list(found.values())
