"""`if a and b` becomes two nested `if`s, and two nested `if`s become one."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import Program, Site


def find(program: Program) -> Iterator[Site]:
    """Yield `if` statements without `else`."""
    for node in program.nodes:
        if not isinstance(node, ast.If) or node.orelse or not program.is_alone(node):
            continue
        indent, unit = program.indent(node), program.unit
        if isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.And):
            first, *rest = node.test.values
            second = rest[0] if len(rest) == 1 else ast.BoolOp(ast.And(), rest)
            lines = [f"{indent}if {ast.unparse(first)}:", f"{indent}{unit}if {ast.unparse(second)}:"]
            yield (program.replace_stmt(node, [*lines, *program.block(node.body, indent + unit * 2)]),)
        elif len(node.body) == 1 and isinstance(node.body[0], ast.If) and not node.body[0].orelse:
            test = ast.BoolOp(ast.And(), [node.test, node.body[0].test])
            lines = [f"{indent}if {ast.unparse(test)}:", *program.block(node.body[0].body, indent + unit)]
            yield (program.replace_stmt(node, lines),)
