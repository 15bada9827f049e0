"""The two branches of an `if` trade places, under the opposite condition."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import Program, Site, negate


def find(program: Program) -> Iterator[Site]:
    """Yield `if` statements with an `else` that is no `elif`."""
    for node in program.nodes:
        if isinstance(node, ast.If) and node.orelse and program.is_alone(node) and not program.is_elif(node.orelse[0]):
            indent, inner = program.indent(node), program.indent(node) + program.unit
            lines = [f"{indent}if {negate(node.test)}:", *program.block(node.orelse, inner), f"{indent}else:"]
            yield (program.replace_stmt(node, [*lines, *program.block(node.body, inner)]),)
