"""A condition around the rest of a loop's or function's body becomes a guard that leaves early."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import Function, Program, Site, has, negate


def find(program: Program) -> Iterator[Site]:
    """Yield an `if` without `else` that ends a loop's or a function's body, and an `else` after a `return`."""
    for node in program.nodes:
        if isinstance(node, ast.For | ast.While | Function) and isinstance(node.body[-1], ast.If):
            last = node.body[-1]
            is_loop = isinstance(node, ast.For | ast.While)
            if last.orelse or not program.is_alone(last) or (not is_loop and has(node.body, ast.Yield, ast.YieldFrom)):
                continue
            indent = program.indent(last)
            leave = "continue" if is_loop else "return None" if has(node.body, ast.Return) else "return"
            lines = [f"{indent}if {negate(last.test)}:", f"{indent}{program.unit}{leave}"]
            yield (program.replace_stmt(last, [*lines, *program.block(last.body, indent)]),)
        elif isinstance(node, ast.If) and node.orelse and program.is_alone(node):
            leaves = isinstance(node.body[-1], ast.Return | ast.Continue | ast.Raise)
            indent = program.indent(node)
            lines = [f"{indent}if {ast.unparse(node.test)}:", *program.block(node.body, indent + program.unit)]
            if leaves and not program.is_elif(node.orelse[0]):
                yield (program.replace_stmt(node, [*lines, *program.block(node.orelse, indent)]),)
