"""`while condition` becomes `while True` that breaks when the condition no longer holds."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import Program, Site, negate


def find(program: Program) -> Iterator[Site]:
    """Yield the `while` loops with a condition and without `else`."""
    for node in program.nodes:
        if not isinstance(node, ast.While) or isinstance(node.test, ast.Constant) or node.orelse:
            continue
        if program.is_alone(node):
            indent, inner = program.indent(node), program.indent(node) + program.unit
            head = [f"{indent}while True:", f"{inner}if {negate(node.test)}:", f"{inner}{program.unit}break"]
            yield (program.replace_stmt(node, [*head, *program.block(node.body, inner)]),)
