"""`a < b < c` becomes `a < b and b < c`, and the other way round."""

import ast
from collections.abc import Iterator
from typing import Final

from tracepile.rewrite.program import Program, Site

_ORDERS: Final = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def find(program: Program) -> Iterator[Site]:
    """Yield chains of two comparisons around a plain name, and pairs of comparisons that share one."""
    for node in program.nodes:
        match node:
            case ast.Compare(left=left, ops=[one, two], comparators=[ast.Name() as middle, right]):
                first = ast.unparse(ast.Compare(left, [one], [middle]))
                yield (program.replace_expr(node, f"{first} and {ast.unparse(ast.Compare(middle, [two], [right]))}"),)
            case ast.BoolOp(
                op=ast.And(),
                values=[
                    ast.Compare(left=left, ops=[one], comparators=[ast.Name(id=name)]),
                    ast.Compare(left=ast.Name(id=same), ops=[two], comparators=[right]),
                ],
            ) if name == same and isinstance(one, _ORDERS) and isinstance(two, _ORDERS):
                chain = ast.Compare(left, [one, two], [ast.Name(name, ast.Load()), right])
                yield (program.replace_expr(node, ast.unparse(chain)),)
