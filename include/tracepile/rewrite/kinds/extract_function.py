"""A computation becomes a function of its own, called with the variables it reads."""

import ast
from collections.abc import Iterator
from typing import Final

from tracepile.rewrite.program import COMPREHENSIONS, Program, Site, bound_names, has, own_nodes

_MIN_OPERATIONS: Final = 2
_MAX_PARAMETERS: Final = 5
_LEFT_ALONE: Final = (*COMPREHENSIONS, ast.Lambda, ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.Await, ast.Starred)


def find(program: Program) -> Iterator[Site]:
    """Yield what functions assign, return or test, where it has at least two operations."""
    for node in program.nodes:
        match node:
            case ast.Assign(value=value) | ast.Return(value=ast.expr() as value) | ast.If(test=value):
                pass
            case _:
                continue
        if not program.is_in_function(node) or has(value, *_LEFT_ALONE) or value.lineno != value.end_lineno:
            continue
        if sum(isinstance(each, ast.BinOp | ast.Compare | ast.BoolOp) for each in ast.walk(value)) < _MIN_OPERATIONS:
            continue
        parameters = _parameters(program, value)
        if parameters:
            name = program.fresh("compute", "derive", "work_out", "combine", "evaluate")
            given = ", ".join(parameters)
            definition = [f"def {name}({given}):", f"{program.unit}return {program.text(value)}"]
            yield (program.insert_at_top(definition), program.replace_expr(value, f"{name}({given})", is_atom=True))


def _parameters(program: Program, value: ast.expr) -> list[str] | None:
    """Return the variables of enclosing functions that an expression reads, in its order; None if it may not move."""
    outer: set[str] = set()
    scope: ast.AST = program.scope(value)
    while not isinstance(scope, ast.Module):
        if isinstance(scope, ast.ClassDef):
            return None
        outer |= bound_names(own_nodes(scope)) | {
            each.arg for each in ast.walk(getattr(scope, "args", scope)) if isinstance(each, ast.arg)
        }
        scope = program.scope(scope)
    names = [each for each in ast.walk(value) if isinstance(each, ast.Name)]
    if any(each.id in ("super", "__class__") for each in names):
        return None
    names.sort(key=lambda each: each.col_offset)
    parameters = list(dict.fromkeys(each.id for each in names if each.id in outer))
    return parameters if 0 < len(parameters) <= _MAX_PARAMETERS else None
