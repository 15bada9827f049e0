"""Room on the stack for the tracer, without letting the program recurse deeper than it could by itself.

The interpreter refuses calls beyond its recursion limit, and that refusal would hit the tracer's own calls first. So
the limit is raised by a margin, and a call of the program that enters the margin is refused by the tracer: it has the
interpreter raise RecursionError in the new frame before that frame's first line.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from contextlib import suppress
from functools import partial
from typing import Any

from tracepile.execution.concealment import make_opaque

_MARGIN = 120
_OWN_CALLS = 2  # of the tracer, when it looks
_RECURSION_REMAINING = 32  # offset of PyThreadState.recursion_remaining in CPython 3.11; the limit follows it
_MESSAGE = "maximum recursion depth exceeded"


class RecursionMargin:
    """The margin of one run. `sys.getrecursionlimit` and `setrecursionlimit` keep showing the program its own limit."""

    def __init__(self) -> None:
        self._set, self._get = sys.setrecursionlimit, sys.getrecursionlimit
        self._before = self._get()
        self._extra = 0
        self._is_open = False
        self.has_refused = False
        self._remaining = _FIELD if threading.get_ident() == _FIELD_THREAD else None
        self._trigger = _TRIGGER

    def raise_limit(self, *, is_traced: bool) -> None:
        """Raise the limit by the frames already on the stack and, for a tracer, by the margin."""
        self._is_open = is_traced and self._remaining is not None
        self._extra = self._depth() + (_MARGIN if is_traced else 0)
        self._set(self._before + self._extra)
        sys.setrecursionlimit = make_opaque(self._set_for_program, self._set)
        sys.getrecursionlimit = make_opaque(self._get_for_program, self._get)

    def _depth(self) -> int:
        """How deep the stack is, as the interpreter counts."""
        if self._remaining is not None:
            return self._before - self._remaining.value
        depth = 0
        frame = sys._getframe()
        while frame is not None:
            depth += 1
            frame = frame.f_back  # type: ignore[assignment]
        return depth

    def restore_limit(self) -> None:
        """Put everything back."""
        self._is_open = False
        sys.setrecursionlimit, sys.getrecursionlimit = self._set, self._get
        if self._extra:
            self._set(self._before)
            self._extra = 0

    def is_exhausted(self) -> bool:
        """Has the newest frame entered the margin?"""
        return self._is_open and self._remaining.value < _MARGIN - _OWN_CALLS  # type: ignore[union-attr]

    def close(self) -> None:
        """Give up the margin: there is no tracer any more."""
        if self._is_open:
            self._is_open = False
            # Refused when the stack is deeper than that; the program then keeps the margin.
            with suppress(RecursionError):
                self._set(self._get() - _MARGIN)
                self._extra -= _MARGIN

    def refuse_call(self) -> None:
        """Have RecursionError raised at the beginning of the newest frame, once the tracer has returned to it."""
        self.has_refused = True
        +self._trigger  # noqa: B018

    def explain(self, error: BaseException) -> None:
        """Give a RecursionError raised by `refuse_call` the message that the interpreter gives its own."""
        if self.has_refused and type(error) is RecursionError and not error.args:
            error.args = (_MESSAGE,)

    def _set_for_program(self, limit: int, /) -> None:
        if type(limit) is int and 0 < limit < 2**31 - 1 - self._extra:
            self._set(limit + self._extra)
        else:
            self._set(limit)

    def _get_for_program(self) -> int:
        return self._get() - self._extra


def _find_remaining() -> ctypes.c_int | None:
    """The interpreter's count of calls that are still allowed on this thread, if it is where it is expected."""
    if sys.implementation.name != "cpython" or sys.version_info[:2] != (3, 11):
        return None
    current = ctypes.pythonapi.PyThreadState_Get
    current.restype = ctypes.c_void_p
    address = current()
    remaining = ctypes.c_int.from_address(address + _RECURSION_REMAINING)
    limit = ctypes.c_int.from_address(address + _RECURSION_REMAINING + ctypes.sizeof(ctypes.c_int))
    return remaining if limit.value == sys.getrecursionlimit() and 0 < remaining.value <= limit.value else None


def _make_trigger() -> object:
    """An object `x` for which `+x` schedules RecursionError in this thread.

    An operator, because after every call of a function the interpreter looks for scheduled exceptions, and then the
    tracer itself would get this one.
    """
    schedule = ctypes.pythonapi.PyThreadState_SetAsyncExc
    schedule.argtypes = (ctypes.c_ulong, ctypes.py_object)
    thread = ctypes.c_ulong(threading.get_ident())
    act = partial(schedule, thread, ctypes.py_object(RecursionError))
    return type("Trigger", (), {"__pos__": act})()


_FIELD_THREAD = threading.get_ident()
_FIELD = _find_remaining()
_TRIGGER: Any = _make_trigger()
