"""De Morgan: in a condition, `a and b` becomes `not (not a or not b)`, and `not (a and b)` becomes `not a or not b`."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import Program, Site, negate


def find(program: Program) -> Iterator[Site]:
    """Yield conditions of `if` and `while` that join two parts, or negate such a pair."""
    for node in program.nodes:
        if not isinstance(node, ast.If | ast.While):
            continue
        match node.test:
            case ast.UnaryOp(op=ast.Not(), operand=ast.BoolOp(op=op, values=values)):
                word = " or " if isinstance(op, ast.And) else " and "
                yield (program.replace_expr(node.test, word.join(_part(value, word) for value in values)),)
            case ast.BoolOp(op=op, values=values):
                word = " or " if isinstance(op, ast.And) else " and "
                text = word.join(_part(value, word) for value in values)
                yield (program.replace_expr(node.test, f"not ({text})"),)


def _part(value: ast.expr, word: str) -> str:
    text = negate(value)
    inner = ast.parse(text, mode="eval").body
    needs = isinstance(inner, ast.BoolOp | ast.IfExp | ast.Lambda | ast.NamedExpr)
    return f"({text})" if needs else text
