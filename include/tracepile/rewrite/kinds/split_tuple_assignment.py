"""`a, b = x, y` becomes single assignments, by way of a temporary variable where the order matters."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import Program, Site, loaded_names


def find(program: Program) -> Iterator[Site]:
    """Yield assignments of two values to two plain names."""
    for node in program.nodes:
        match node:
            case ast.Assign(
                targets=[ast.Tuple(elts=[ast.Name(id=one), ast.Name(id=two)])], value=ast.Tuple(elts=[first, second])
            ) if one != two and not isinstance(first, ast.Starred) and not isinstance(second, ast.Starred):
                pass
            case _:
                continue
        assert isinstance(node, ast.stmt)
        if not program.is_alone(node):
            continue
        indent = program.indent(node)
        a, b = program.text(first), program.text(second)
        if one in loaded_names(second) or not isinstance(second, ast.Constant | ast.Name):
            held = program.fresh("held", "saved", "previous", "kept")
            lines = [f"{indent}{held} = {a}", f"{indent}{two} = {b}", f"{indent}{one} = {held}"]
        else:
            lines = [f"{indent}{one} = {a}", f"{indent}{two} = {b}"]
        yield (program.replace_stmt(node, lines),)
