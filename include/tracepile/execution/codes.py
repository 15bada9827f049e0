"""What the tracer needs to know of each code object of a program."""

from __future__ import annotations

import opcode
from collections.abc import Collection
from types import CodeType
from typing import NamedTuple

_OPTIMIZED = 0x1  # CO_OPTIMIZED: a function, whose variables only its own code can bind
SUSPENDABLE = 0x20 | 0x80 | 0x200  # CO_GENERATOR, CO_COROUTINE, CO_ASYNC_GENERATOR

# Copies: plans are made while a program runs, and it can change what the module `opcode` holds.
_OPNAMES = tuple(opcode.opname)
_EXTENDED_ARG = opcode.EXTENDED_ARG
_WITH_NAME = frozenset(number for number in opcode.hasname if opcode.opname[number].startswith(("STORE", "DELETE")))
_WITH_VARIABLE = frozenset((*opcode.haslocal, *opcode.hasfree))


class Instruction(NamedTuple):
    """An instruction: `name` is the variable of its argument, or the name that it stores or deletes, if any; it ends in
    the source at `end_line` and `end_column` (in bytes)."""

    opname: str
    argument: int
    name: str
    line: int | None
    end_line: int | None
    end_column: int | None


def list_instructions(code: CodeType, opnames: Collection[str]) -> list[Instruction]:
    """The instructions of these names. (`dis.get_instructions` finds out far more, in many times the time.)"""
    found: list[Instruction] = []
    bytecode, names, extended = code.co_code, code.co_names, 0
    for offset, (line, end_line, _, end_column) in zip(range(0, len(bytecode), 2), code.co_positions(), strict=True):
        number, argument = bytecode[offset], bytecode[offset + 1] | extended
        extended = argument << 8 if number == _EXTENDED_ARG else 0
        opname = _OPNAMES[number]
        if opname in opnames:
            name = ""
            if number in _WITH_NAME:
                name = names[argument]
            elif number in _WITH_VARIABLE:
                name = code._varname_from_oparg(argument)  # type: ignore[attr-defined]
            found.append(Instruction(opname, argument, name, line, end_line, end_column))
    return found


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
