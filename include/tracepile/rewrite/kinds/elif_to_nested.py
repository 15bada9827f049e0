"""An `elif` becomes an `if` inside an `else`."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import Program, Site


def find(program: Program) -> Iterator[Site]:
    """Yield `if` statements that have an `elif`."""
    for node in program.nodes:
        if isinstance(node, ast.If) and node.orelse and program.is_elif(node.orelse[0]) and program.is_alone(node):
            indent, inner = program.indent(node), program.indent(node) + program.unit
            nested = [inner + line for line in ast.unparse(node.orelse[0]).splitlines()]
            lines = [f"{indent}if {ast.unparse(node.test)}:", *program.block(node.body, inner), f"{indent}else:"]
            yield (program.replace_stmt(node, [*lines, *nested]),)
