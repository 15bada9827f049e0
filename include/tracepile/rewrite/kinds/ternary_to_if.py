"""`x = a if c else b` becomes an `if` statement; so does a `return` of such a choice."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import Program, Site


def find(program: Program) -> Iterator[Site]:
    """Yield assignments to one name and returns whose value is a conditional expression."""
    for node in program.nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.IfExp() as choice):
                head = f"{name} ="
            case ast.Return(value=ast.IfExp() as choice):
                head = "return"
            case _:
                continue
        assert isinstance(node, ast.stmt)
        if program.is_alone(node):
            indent, inner = program.indent(node), program.indent(node) + program.unit
            lines = [
                f"{indent}if {ast.unparse(choice.test)}:",
                f"{inner}{head} {ast.unparse(choice.body)}",
                f"{indent}else:",
                f"{inner}{head} {ast.unparse(choice.orelse)}",
            ]
            yield (program.replace_stmt(node, lines),)
