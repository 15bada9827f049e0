"""Constants change their place: `x + 1` and `1 + x`, `x < 3` and `3 > x`, and constants set one after the other."""

import ast
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from tracepile.rewrite.program import Program, Site

_MIRRORED: Final[tuple[tuple[type[ast.cmpop], type[ast.cmpop]], ...]] = (
    (ast.Lt, ast.Gt),
    (ast.Gt, ast.Lt),
    (ast.LtE, ast.GtE),
    (ast.GtE, ast.LtE),
    (ast.Eq, ast.Eq),
    (ast.NotEq, ast.NotEq),
)


def find(program: Program) -> Iterator[Site]:
    """Yield sums, products and comparisons with a number, and neighbouring assignments of constants."""
    for node in program.nodes:
        match node:
            case ast.BinOp(left=left, op=ast.Add() | ast.Mult(), right=right) if _is_number(left) != _is_number(right):
                yield (program.replace_expr(node, ast.unparse(ast.BinOp(right, node.op, left))),)
            case ast.Compare(left=left, ops=[op], comparators=[right]) if _is_number(left) != _is_number(right):
                for one, other in _MIRRORED:
                    if isinstance(op, one):
                        yield (program.replace_expr(node, ast.unparse(ast.Compare(right, [other()], [left]))),)
    for body in program.bodies():
        for first, second in pairwise(body):
            names = {_name_of_constant(first), _name_of_constant(second)}
            if None not in names and len(names) == 2 and program.is_alone(first) and program.is_alone(second):
                lines = [program.text(second), program.indent(first) + program.text(first)]
                yield (program.replace_stmts([first, second], lines),)


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def _name_of_constant(stmt: ast.stmt) -> str | None:
    match stmt:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant() | ast.List(elts=[]) | ast.Dict(keys=[])):
            return name
    return None
