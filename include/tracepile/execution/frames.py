"""Reading the variables of a running frame without leaving anything behind in it.

CPython 3.11 keeps the dict it makes for `f_locals` with the frame: the same one that `locals()` gave the program, and
one that keeps alive what a variable held when it was last read. `read_variables` has it make another one, takes that
away again, and leaves the frame as it was.
"""

from __future__ import annotations

import ctypes
import sys
from types import FrameType
from typing import Any

_OPTIMIZED = 0x1  # CO_OPTIMIZED: variables live in the frame itself, and `f_locals` is a copy of them
_INNER = 24  # offset of PyFrameObject.f_frame in CPython 3.11
_LOCALS = 24  # offset of _PyInterpreterFrame.f_locals

# A pointer that can be pointed anywhere: it is stored in `_address`. (Making a pointer to an address would be refused
# inside the sandbox.)
_address = ctypes.c_void_p()
_place = ctypes.POINTER(ctypes.c_void_p).from_buffer(_address)
_write_back = ctypes.pythonapi.PyFrame_LocalsToFast
_write_back.argtypes = (ctypes.py_object, ctypes.c_int)
_write_back.restype = None
_release = ctypes.pythonapi.Py_DecRef
_release.argtypes = (ctypes.py_object,)
_release.restype = None


def read_variables(frame: FrameType) -> dict[str, Any]:
    """The variables of a frame, as a dict of their own."""
    if not _is_possible or not frame.f_code.co_flags & _OPTIMIZED:
        return dict(frame.f_locals)
    return _read(frame)


def _read(frame: FrameType) -> dict[str, Any]:
    _address.value = id(frame) + _INNER
    _address.value = int(_place[0]) + _LOCALS
    kept = _place[0]
    _place[0] = None
    variables = frame.f_locals
    _write_back(frame, 0)  # what the interpreter would do later, with the dict that is then there
    _place[0] = kept
    _release(variables)  # the reference that the frame had
    return variables


def _try_reading() -> bool:
    if sys.implementation.name != "cpython" or sys.version_info[:2] != (3, 11):
        return False

    def program() -> bool:
        value = [1]
        given = locals()
        read = _read(sys._getframe())
        return read["value"] is value and read is not given and "read" not in given

    return program()


_is_possible = _try_reading()
