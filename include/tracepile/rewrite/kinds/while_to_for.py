"""`i = a` and `while i < b: … i += 1` become `for i in range(a, b)`, and `i` gets the value it had after the loop."""

import ast
from collections.abc import Iterator
from itertools import pairwise

from tracepile.rewrite.program import Program, Site, bound_names, has, leaves_loop, loaded_names


def find(program: Program) -> Iterator[Site]:
    """Yield counting loops whose counter and bound change nowhere else in the loop."""
    for body in program.bodies():
        for before, node in pairwise(body):
            if isinstance(node, ast.While) and program.is_alone(before) and program.is_alone(node):
                lines = _for_lines(program, before, node)
                if lines is not None:
                    yield (program.replace_stmts([before, node], lines),)


def _for_lines(program: Program, before: ast.stmt, node: ast.While) -> list[str] | None:
    match (before, node.test, node.body[-1]):
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=first),
            ast.Compare(left=ast.Name(id=tested), ops=[ast.Lt()], comparators=[stop]),
            ast.AugAssign(target=ast.Name(id=stepped), op=ast.Add(), value=ast.Constant(value=int(step))),
        ) if name == tested == stepped and type(step) is int and step == 1:
            pass
        case _:
            return None
    inside = node.body[:-1]
    changed = bound_names(each for stmt in inside for each in ast.walk(stmt))
    if not inside or node.orelse or leaves_loop(inside, ast.Continue, ast.Break) or has(inside, ast.Lambda):
        return None
    if not program.is_builtin("range") or not program.is_builtin("max") or name in changed or has(inside, ast.Return):
        return None
    if has(inside, ast.FunctionDef, ast.Yield, ast.YieldFrom) or not _is_fixed(stop, changed | {name}):
        return None
    if not _is_fixed(first, changed) or name in loaded_names(first):
        return None
    indent, inner = program.indent(node), program.indent(node) + program.unit
    start, end = program.text(first), program.text(stop)
    return [
        f"{indent}for {name} in range({start}, {end}):",
        *program.block(inside, inner),
        f"{indent}{name} = max({start}, {end})",
    ]


def _is_fixed(node: ast.expr, changed: set[str]) -> bool:
    """Tell whether an expression gives the same number before, in and after the loop."""
    match node:
        case ast.Constant(value=int()):
            return True
        case ast.Name(id=name):
            return name not in changed
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult(), right=right):
            return _is_fixed(left, changed) and _is_fixed(right, changed)
    return False
