"""The fast tracer's heap: the reference's model of objects, asked only about the objects that a line can change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from tracepile.execution.tracker import HeapTracker
from tracepile.execution.traits import Traits

_write_json = json.JSONEncoder(separators=(",", ":")).encode


class FastHeap(HeapTracker):
    """Objects by identity, without counting references: what is gone is found by sweeps.

    Operations are written as JSON texts with `put`.
    """

    def __init__(self, max_nodes: int, max_value_chars: int, traits: Traits, put: Callable[[str], None]) -> None:
        super().__init__(max_nodes, max_value_chars, traits)
        self.put = put
        self.n_chars = 0  # of the texts of objects, since this was last set

    def release(self, kept: Any) -> None:
        """References are not counted."""

    def write(self, value: Any) -> str:
        """A child as JSON text; new objects are written first."""
        code = self.encode(value)
        if self._fresh:
            self.flush()
        return _write_json(code)

    def flush(self) -> None:
        """Write the operations not yet written, with the objects they bring."""
        self.settle()
        for op in self.ops:
            text = _write_json(op)
            self.n_chars += len(text)
            self.put(text)
        self.ops.clear()

    def look(self, value: Any) -> None:
        """Compare one object with what is remembered of it."""
        shadow = self.table.get(id(value))
        if shadow is not None and shadow.can_change and not shadow.is_same():
            shadow.update()
            self.flush()

    def look_at_all(self) -> None:
        """Compare every object that can change."""
        self.spend(len(self.active) + self.size)
        for shadow in [shadow for shadow in self.active.values() if not shadow.is_same()]:
            shadow.update()
        if self.ops:
            self.flush()

    def forget_all_but(self, roots: Iterable[Any]) -> None:
        """Forget the objects that cannot be reached from the values `roots`."""
        self.sweep(roots)
        self.flush()

    def is_exact(self) -> bool:
        """Is every object as it is remembered?"""
        return all(shadow.is_same() for shadow in self.active.values())
