"""What the source of a program says about how closely it has to be watched.

Each answer errs on the side of yes: a no spares the tracer comparisons that cannot find anything.
"""

from __future__ import annotations

import opcode
import re
from types import CodeType
from typing import NamedTuple

from tracepile.execution.codes import SUSPENDABLE, list_instructions

_WORDS = re.compile(r"\b(?:__del__|weakref|getrefcount|gc|open|tempfile|contextlib|contextmanager|aclose|finalize)\b")
_SUSPENDS = re.compile(r"\basync\b")
_CLEANS_UP = re.compile(r"\b(?:finally|with|except)\b")
_REFLECTIVE = frozenset(
    "exec eval compile globals locals vars setattr delattr getattr __dict__ __setattr__ __delattr__ update_wrapper"
    " wraps __main__ program modules import_module __import__ inspect sys ctypes __closure__ cell_contents".split()
)
_LOCALS = frozenset("locals vars dir eval exec f_locals".split())
_UNBINDING = frozenset(("DELETE_NAME", "DELETE_GLOBAL", "DELETE_FAST", "DELETE_DEREF"))
_BINDING_CELLS = frozenset(("STORE_DEREF", "DELETE_DEREF"))
_STORING = frozenset(("STORE_ATTR", "DELETE_ATTR"))


class Traits(NamedTuple):
    """Might the program …

    notice_death: notice when exactly its objects die (finalisers, weak references, open files, generators that clean
        up)?
    share_writes: change a variable of one function from another one?
    read_locals: keep what `locals()` gave it?
    unbind: make a name undefined again?
    set_attributes: set attributes of functions and classes?
    """

    notice_death: bool
    share_writes: bool
    read_locals: bool
    unbind: bool
    set_attributes: bool


def _writes_shared(code: CodeType) -> bool:
    """Does this code bind a variable of an enclosing function, or can it go on while inner functions are waiting?"""
    if code.co_cellvars and code.co_flags & SUSPENDABLE:
        return True
    free = frozenset(code.co_freevars)
    return bool(free) and any(each.name in free for each in list_instructions(code, _BINDING_CELLS))


def find_traits(source: str, module: CodeType) -> Traits:
    """The traits of a program: `module` is `source`, compiled."""
    names: set[str] = set()
    opcodes: set[str] = set()
    share_writes = False
    has_careful_generators = False
    todo = [module]
    while todo:
        code = todo.pop()
        names.update(code.co_names, code.co_varnames, code.co_freevars)
        opcodes.update(opcode.opname[number] for number in code.co_code[::2])
        share_writes = share_writes or _writes_shared(code)
        is_suspendable = bool(code.co_flags & SUSPENDABLE)
        has_careful_generators = has_careful_generators or (is_suspendable and bool(code.co_exceptiontable))
        todo.extend(constant for constant in code.co_consts if isinstance(constant, CodeType))
    is_reflective = not _REFLECTIVE.isdisjoint(names)
    return Traits(
        notice_death=has_careful_generators
        or bool(_WORDS.search(source))
        or bool(_SUSPENDS.search(source) and _CLEANS_UP.search(source)),
        share_writes=share_writes or is_reflective,
        read_locals=not _LOCALS.isdisjoint(names),
        unbind=is_reflective or not _UNBINDING.isdisjoint(opcodes),
        set_attributes=is_reflective or not _STORING.isdisjoint(opcodes),
    )
