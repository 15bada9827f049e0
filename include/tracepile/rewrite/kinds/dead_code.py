"""Harmless code that changes nothing: a variable nobody reads, a branch that never runs."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import Function, Program, Site


def find(program: Program) -> Iterator[Site]:
    """Yield the simple statements of functions, each with something harmless before it."""
    for node in program.nodes:
        if not isinstance(node, ast.Assign | ast.AugAssign | ast.Return) or not program.is_in_function(node):
            continue
        if not program.is_alone(node) or not isinstance(program.scope(node), Function):
            continue
        indent = program.indent(node)
        name = program.fresh("spare", "unused", "notes", "marker", "extra")
        lines = program.rng.choice(
            (
                [f"{indent}{name} = {program.rng.randrange(2, 100)}"],
                [f"{indent}{name} = []"],
                [f"{indent}{name} = 0", f"{indent}if {name}:", f"{indent}{program.unit}{name} = 1"],
                [f"{indent}for {name} in ():", f"{indent}{program.unit}pass"],
            )
        )
        yield (program.replace_stmt(node, [*lines, indent + program.text(node)]),)
