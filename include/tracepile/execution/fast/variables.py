"""The variables of a program's frames and module: what of them has been written."""

from __future__ import annotations

from collections.abc import Iterable
from json.encoder import encode_basestring_ascii as quote
from types import CodeType, FrameType, ModuleType
from typing import Any

from tracepile.execution.fast.frame import Frame
from tracepile.execution.fast.heap import FastHeap
from tracepile.execution.fast.known import INT_LIMIT
from tracepile.execution.fast.resolve import NOTHING
from tracepile.execution.namespaces import is_state
from tracepile.execution.objects import identity


class Variables:
    """Writes what is bound. `top` are the variables of the module, `shown` the same as they were last seen."""

    def __init__(self, heap: FastHeap, stack: list[Frame], codes: Iterable[CodeType]) -> None:
        self.top: dict[str, Any] = {}
        self.shown = dict.fromkeys([name for code in codes for name in (*code.co_names, *code.co_varnames)], NOTHING)
        self.module = -1  # the number of its frame
        self._heap = heap
        self._table = heap.table
        self._put = heap.put
        self._stack = stack

    def begin_module(self, number: int, python: FrameType) -> None:
        """The frame of the module is there."""
        self.module = number
        self.top = python.f_globals
        self.look_at_module()

    def begin(self, frame: Frame, local: dict[str, Any]) -> None:
        """Write the variables of a new frame: its arguments, and what it shares with enclosing functions."""
        kept, free, put, number = frame.kept, frame.code.free, self._put, frame.number
        for name, value in local.items():
            kind = type(value)
            kept[name] = value
            is_odd = kind is ModuleType or name[:2] == "__" or name[0] == "."
            if is_odd and not is_state(name, value, is_module=False):
                continue
            op = "c" if free and name in free else "b"
            if kind is int and -INT_LIMIT < value < INT_LIMIT:
                put(f'["{op}",{number},{quote(name)},{value}]')
            else:
                put(f'["{op}",{number},{quote(name)},{self._heap.text(value)}]')

    def look(self, frame: Frame, local: dict[str, Any]) -> None:
        """Compare all variables of a frame."""
        for name, before in list(frame.kept.items()):
            value = local.get(name, NOTHING)
            if value is not before:
                self._rebind(frame, name, value)

    def look_at_shared(self) -> None:
        """Compare the variables of all frames that have some in common with another function."""
        for frame in self._stack:
            if frame.python is not None and frame.code.shares_cells and frame.code.is_function:
                self.look(frame, frame.python.f_locals)

    def look_at_module(self) -> None:
        """Compare all variables of the module."""
        top, shown = self.top, self.shown
        for name in [*shown, *(name for name in top if name not in shown)]:
            value = top.get(name, NOTHING)
            if value is not shown.get(name, NOTHING):
                self.bind_global(name, value)

    def bind(self, frame: Frame, name: str, value: Any) -> None:
        """Write a variable that the frame on top has bound."""
        kept, kind = frame.kept, type(value)
        before = kept[name]
        if value is NOTHING or kind is ModuleType or name in frame.code.free or name[:2] == "__" or name[0] == ".":
            self._rebind(frame, name, value)
            return
        kept[name] = value
        if type(before) is kind and self._heap.is_equal(value, before):
            return
        self._put(f"={quote(name)},{self._heap.text(value)}")

    def bind_plain(self, frame: Frame, name: str, value: Any) -> None:
        """The same for an ordinary name of the frame's own, and what is often no atom."""
        kind = type(value)
        if kind is not str and kind is not bool and value is not None and kind is not ModuleType:
            shadow = self._table.get(identity(value))
            if shadow is not None:
                frame.kept[name] = value
                self._put(f"={quote(name)},[{shadow.serial}]")
                return
        self.bind(frame, name, value)

    def bind_global(self, name: str, value: Any) -> None:
        """Write a variable of the module."""
        before = self.shown.get(name, NOTHING)
        self.shown[name] = value
        self._write("b", self.module, name, value, before, is_module=True)

    def are_exact(self) -> bool:
        """Is every variable as it was last seen?"""
        top, shown = self.top, self.shown
        if any(top.get(name, NOTHING) is not value for name, value in shown.items()):
            return False
        if any(name not in shown and is_state(name, value, is_module=True) for name, value in top.items()):
            return False
        for frame in self._stack:
            if frame.python is not None and frame.number != self.module:
                local = frame.python.f_locals
                if any(local.get(name, NOTHING) is not value for name, value in frame.kept.items()):
                    return False
        return True

    def clear(self) -> None:
        """Let go of every value."""
        self.top, self.shown = {}, {}

    def _rebind(self, frame: Frame, name: str, value: Any) -> None:
        before = frame.kept.get(name, NOTHING)
        frame.kept[name] = value
        self._write("c" if name in frame.code.free else "b", frame.number, name, value, before, is_module=False)

    def _write(self, op: str, number: int, name: str, value: Any, before: Any, *, is_module: bool) -> None:
        if type(name) is not str:
            return
        was_shown = before is not NOTHING and is_state(name, before, is_module=is_module)
        if value is NOTHING or not is_state(name, value, is_module=is_module):
            if was_shown:
                self._put(f'["u",{number},{quote(name)}]')
            return
        if was_shown and self._heap.is_equal(value, before):
            return
        text = self._heap.text(value)
        self._put(f'["{op}",{number},{quote(name)},{text}]')
