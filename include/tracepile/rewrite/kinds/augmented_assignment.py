"""`x += 1` becomes `x = x + 1`, and the other way round, with numbers only (a list would lose its aliases)."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import Program, Site


def find(program: Program) -> Iterator[Site]:
    """Yield assignments that change a variable by an expression with a number or a known number in it."""
    for node in program.nodes:
        match node:
            case ast.AugAssign(target=ast.Name(id=name), op=op, value=value) if _is_numeric(program, value):
                text = ast.unparse(ast.BinOp(ast.Name(name, ast.Load()), op, value))
                assert isinstance(node, ast.stmt)
                yield (program.replace_stmt(node, [f"{name} = {text}"]),)
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.BinOp(left=ast.Name(id=same), op=op, right=value)
            ) if name == same and _is_numeric(program, value):
                assert isinstance(node, ast.stmt)
                sign = ast.unparse(ast.AugAssign(ast.Name(name, ast.Store()), op, value))
                yield (program.replace_stmt(node, [sign]),)


def _is_numeric(program: Program, value: ast.expr) -> bool:
    match value:
        case ast.Constant(value=bool() | str() | bytes()):
            return False
        case ast.Constant(value=int() | float()):
            return True
        case ast.Call(func=ast.Name(id="len" | "int" | "ord" | "abs" as name)):
            return program.is_builtin(name)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.FloorDiv() | ast.Mod(), right=right):
            return _is_numeric(program, left) or _is_numeric(program, right)
    return False
