"""An `if` that sets one variable, or returns, in both branches becomes a conditional expression."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import Program, Site, has


def find(program: Program) -> Iterator[Site]:
    """Yield `if c: x = a` with `else: x = b`, and the same with `return`."""
    for node in program.nodes:
        if not isinstance(node, ast.If) or not program.is_alone(node) or len(node.body) != 1 or len(node.orelse) != 1:
            continue
        match (node.body[0], node.orelse[0]):
            case (ast.Assign(targets=[ast.Name(id=one)], value=a), ast.Assign(targets=[ast.Name(id=two)], value=b)):
                if one != two:
                    continue
                head = f"{one} ="
            case (ast.Return(value=ast.expr() as a), ast.Return(value=ast.expr() as b)):
                head = "return"
            case _:
                continue
        if not has([a, b, node.test], ast.Yield, ast.YieldFrom, ast.NamedExpr):
            line = f"{program.indent(node)}{head} {ast.unparse(ast.IfExp(node.test, a, b))}"
            if len(line) <= 120:
                yield (program.replace_stmt(node, [line]),)
