"""Reading the variables of a running frame without leaving anything behind in it."""

from __future__ import annotations

import ctypes
from types import FrameType
from typing import Any

_OPTIMIZED = 0x1  # CO_OPTIMIZED: variables live in the frame itself, and `f_locals` is a copy of them


def read_variables(frame: FrameType) -> dict[str, Any]:
    """The variables of a frame, for a program that could notice when its objects die.

    CPython 3.11 keeps the copy it makes for `f_locals` with the frame, and with it every object that a variable held
    when it was last read. That copy is emptied again; the flag that would have it written back is cleared before.
    """
    kept = frame.f_locals
    variables = dict(kept)
    if frame.f_code.co_flags & _OPTIMIZED:
        _write_back(frame, 0)
        kept.clear()
    return variables


_write_back = ctypes.pythonapi.PyFrame_LocalsToFast
_write_back.argtypes = (ctypes.py_object, ctypes.c_int)
_write_back.restype = None
