"""Writing one value as its canonical literal."""

from __future__ import annotations

from typing import Any

from tracepile.execution import classes
from tracepile.execution.atoms import ATOM_TEXT
from tracepile.execution.shapes import TEXT, VALUE, Shape, is_stand_in, join, split, write_mark
from tracepile.execution.values import Value

_LEAVE = 2  # besides VALUE and TEXT: an object is finished
_OUTSIDE = -1
_MAX_NESTED_SETS = 60
_MAX_NESTED = 40  # containers inside one another, where depth is limited
_MAX_FLAT = 1_000_000


class LiteralTooLongError(ValueError):
    """A literal grew beyond the limit it was given."""


class Writer:
    """Writes one value with an explicit stack, so that depth is bounded by memory and not by the interpreter.

    A part that is complete and acyclic is copied when the same object comes again; a part of a cycle is written out
    once and as a recursion mark after that, so that a dense graph takes linear space.
    """

    def __init__(self, limit: int | None, depth: int | None, outer: Writer | None = None) -> None:
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
        self.instances: int = 0 if outer is None else outer.instances
        self.flat_texts: dict[int, str] = {} if outer is None else outer.flat_texts
        self.is_flat = False  # writes one level only, to put the members of a set in order

    def write(self, value: object) -> str:
        """The literal of `value`."""
        stack: list[tuple[int, Any]] = [(VALUE, value)]
        while stack:
            what, payload = stack.pop()
            if what == TEXT:
                self._add(payload)
            elif what == _LEAVE:
                self._leave(*payload)
            else:
                text = ATOM_TEXT.get(id(type(payload)))
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
            self._add(write_mark(value))
            self._refer(self.open[key])
            return
        known = self.done.get(key)
        if known is not None:
            parts, first, end, can_copy = known
            self._add("".join(parts[first:end]) if can_copy else write_mark(value))
            if not can_copy:
                self._refer(_OUTSIDE)
            return
        shape = split(value)
        if not isinstance(shape, Shape):
            self._add(shape)
            return
        opening, children, closing, is_instance, is_set = shape
        if self.depth is not None and (
            (is_instance and self.instances >= self.depth) or len(self.open) >= self.depth + _MAX_NESTED
        ):
            self._add(write_mark(value))
            self._refer(_OUTSIDE)  # written short because of where it stands: nothing around it may be copied
            return
        self.kept.append(value)
        self.instances += is_instance
        self.open[key] = len(self.open)
        self.lowest.append(len(self.open))
        stack.append((_LEAVE, (key, len(self.parts), is_instance)))
        stack.append((TEXT, closing))
        if is_set:
            children = join(self._write_members([child for _, child in children]))
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
                texts.append((TEXT, text))
                continue
            inner = Writer(None if self.limit is None else max(0, self.limit - self.length), self.depth, self)
            texts.append((TEXT, inner.write(child) if len(self.open) < _MAX_NESTED_SETS else write_mark(child)))
            self._refer(_OUTSIDE)
        return texts

    def _write_flat(self, child: Any) -> str:
        text = ATOM_TEXT.get(id(type(child)))
        if text is not None:
            return text(child)
        known = None if self.is_flat else self.flat_texts.get(id(child))
        if known is not None:
            return known
        flat = Writer(self.limit or _MAX_FLAT, 1, self if self.is_flat else None)
        flat.is_flat = True
        try:
            written = flat.write(child)
        except (LiteralTooLongError, RecursionError):
            written = write_mark(child)
        if not self.is_flat:
            self.flat_texts[id(child)] = written
            self.kept.append(child)
        return written


def type_name(value: Value) -> str:
    """The `type(value).__name__` of a value, real or rebuilt."""
    if is_stand_in(value):
        return str(value.type_name)
    return classes.type_name(type(value))


def _first_two(item: tuple[str, str, Any]) -> tuple[str, str]:
    return item[:2]


def _is_whole(text: str) -> bool:
    return "(...)" not in text and "[...]" not in text and "{...}" not in text
