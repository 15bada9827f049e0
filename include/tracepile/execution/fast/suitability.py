"""Which programs the fast tracer leaves to the reference from the start."""

from __future__ import annotations

import ast
from types import CodeType

from tracepile.execution.fast.facts import Facts
from tracepile.execution.traits import Traits

# Names by which a program reaches variables, objects or the interpreter in ways that its lines do not show.
_REFLECTIVE = frozenset(
    "exec compile globals locals vars __dict__ __globals__ __closure__ cell_contents cached_property inspect ctypes"
    " settrace setprofile _getframe f_locals f_back gi_frame tb_frame __builtins__ builtins __main__ program modules"
    " import_module __import__ signal asyncio threading update_wrapper singledispatch singledispatchmethod __class__"
    " __init_subclass__ __set_name__ __getattribute__ contextvars pickle".split()
)


def find_obstacle(tree: ast.Module, module: CodeType, facts: Facts, traits: Traits) -> str | None:
    """Why the reference must record this program; None if the fast tracer can."""
    if traits.notice_death:
        return "it may notice when its objects die"
    todo = [module]
    while todo:
        code = todo.pop()
        for name in (*code.co_names, *code.co_varnames, *code.co_freevars):
            if name in _REFLECTIVE and not (name == "__class__" and code.co_flags & 1 and name in code.co_freevars):
                return f"it uses {name}"
        if code.co_flags & (0x80 | 0x200):
            return "it has asynchronous functions"
        todo.extend(constant for constant in code.co_consts if isinstance(constant, CodeType))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            if any(facts.is_loose_changer(each) for each in given):
                return "it hands over a function that changes containers"
    return None
