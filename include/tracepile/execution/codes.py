"""What the tracer needs to know of each code object of a program."""

from __future__ import annotations

from types import CodeType
from typing import NamedTuple

_OPTIMIZED = 0x1  # CO_OPTIMIZED: a function, whose variables only its own code can bind
SUSPENDABLE = 0x20 | 0x80 | 0x200  # CO_GENERATOR, CO_COROUTINE, CO_ASYNC_GENERATOR


class Code(NamedTuple):
    """A code object: `shares_cells` says that it has variables in common with another function, `free` which of them
    belong to an enclosing one."""

    name: str
    bytecode: bytes
    first_line: int
    is_function: bool
    is_suspendable: bool
    shares_cells: bool
    free: tuple[str, ...]


def list_code_objects(module: CodeType) -> list[CodeType]:
    """The code objects of a program, the outer ones first."""
    found = [module]
    for code in found:
        found.extend(constant for constant in code.co_consts if isinstance(constant, CodeType))
    return found


def list_codes(module: CodeType) -> dict[int, Code]:
    """What is known of the code objects of a program, by id; `module` keeps them all alive."""
    return {
        id(code): Code(
            name=code.co_name,
            bytecode=code.co_code,
            first_line=max(code.co_firstlineno, 1),
            is_function=bool(code.co_flags & _OPTIMIZED),
            is_suspendable=bool(code.co_flags & SUSPENDABLE),
            shares_cells=bool(code.co_cellvars or code.co_freevars),
            free=code.co_freevars if code.co_flags & _OPTIMIZED else (),
        )
        for code in list_code_objects(module)
    }
